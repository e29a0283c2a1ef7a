#include "common/launch/account.h"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace tasksched::launch {
namespace {

constexpr std::size_t kFirstBuffer = 1024;
constexpr std::size_t kLargestBuffer = std::size_t{1024} * 1024;

/// What getpwnam_r(3) lists for 'not found' beside 0.
bool means_no_entry(int error) {
    return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

}  // namespace

base::Result<Account> own_account() {
    const uid_t user = ::geteuid();
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer(kFirstBuffer);
    int error = 0;
    while ((error = ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found)) == ERANGE &&
           buffer.size() < kLargestBuffer) {
        buffer.resize(buffer.size() * 2);
    }
    if (found != nullptr) {
        return Account{.name = entry.pw_name, .home = entry.pw_dir};
    }
    if (means_no_entry(error)) {
        return Account{.name = std::to_string(user), .home = "/"};
    }
    return base::fail(base::ErrorCode::kTryAgain, "cannot look up the account of user {}: {}", user,
                      base::system_error_text(error));
}

}  // namespace tasksched::launch
