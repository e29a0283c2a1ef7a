#include "common/launch/account.h"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace tasksched::launch {
namespace {

constexpr std::size_t kFirstBuffer = 1024;
constexpr std::size_t kLargestBuffer = std::size_t{1024} * 1024;

}  // namespace

Account own_account() {
    const uid_t user = ::geteuid();
    passwd entry{};
    passwd* found = nullptr;
    for (std::vector<char> buffer(kFirstBuffer); buffer.size() <= kLargestBuffer;
         buffer.resize(buffer.size() * 2)) {
        if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == ERANGE) {
            continue;
        }
        if (found != nullptr) {
            return {.name = entry.pw_name, .home = entry.pw_dir};
        }
        break;
    }
    return {.name = std::to_string(user), .home = "/"};
}

}  // namespace tasksched::launch
