#include "common/launch/account.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
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

/// As many groups as Linux lets a process have (NGROUPS_MAX).
constexpr int kMostGroups = 65536;

/// The entry that `look` finds, with the texts that it points to in `buffer`; errno, or 0.
template <typename Look>
int find_entry(const Look& look, std::vector<char>& buffer) {
    buffer.resize(kFirstBuffer);
    int error = 0;
    while ((error = look(buffer)) == ERANGE && buffer.size() < kLargestBuffer) {
        buffer.resize(buffer.size() * 2);
    }
    return error;
}

base::Result<std::vector<gid_t>> groups_of(const std::string& name, gid_t gid) {
    constexpr int kFirst = 64;
    std::vector<gid_t> groups(kFirst);
    int count = kFirst;
    while (::getgrouplist(name.c_str(), gid, groups.data(), &count) < 0) {
        if (count > kMostGroups) {
            return base::fail(base::ErrorCode::kFailed, "user '{}' is in more than {} groups", name,
                              kMostGroups);
        }
        count = std::max(count, static_cast<int>(groups.size()) * 2);
        groups.resize(static_cast<std::size_t>(count));
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

}  // namespace

base::Result<UserAccount> account_of(const std::string& name) {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer;
    const int error = find_entry(
        [&](std::vector<char>& space) {
            return ::getpwnam_r(name.c_str(), &entry, space.data(), space.size(), &found);
        },
        buffer);
    if (found == nullptr) {
        return means_no_entry(error)
                   ? base::fail(base::ErrorCode::kNotFound, "there is no account '{}'", name)
                   : base::fail(base::ErrorCode::kTryAgain, "cannot look up the account '{}': {}",
                                name, base::system_error_text(error));
    }
    // What chown(2) and setresuid(2) read as 'leave it as it is'.
    constexpr auto kUnchanged = static_cast<uid_t>(-1);
    if (entry.pw_uid == kUnchanged || entry.pw_gid == static_cast<gid_t>(-1)) {
        return base::fail(base::ErrorCode::kFailed, "the account '{}' has no number of its own",
                          name);
    }
    const std::string home = entry.pw_dir != nullptr && *entry.pw_dir == '/' ? entry.pw_dir : "/";
    return groups_of(name, entry.pw_gid).map([&](std::vector<gid_t> groups) {
        return UserAccount{
            .account = {.name = name, .home = home},
            .identity = {.uid = entry.pw_uid, .gid = entry.pw_gid, .groups = std::move(groups)}};
    });
}

base::Result<Account> own_account() {
    const uid_t user = ::geteuid();
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer;
    const int error = find_entry(
        [&](std::vector<char>& space) {
            return ::getpwuid_r(user, &entry, space.data(), space.size(), &found);
        },
        buffer);
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
