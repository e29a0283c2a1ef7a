#include "common/service/principal.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "common/base/text.h"

namespace tasksched::service {

namespace {

using base::Result;

constexpr std::size_t kBufferBytes = std::size_t{16} * 1024;
constexpr std::size_t kMaxBufferBytes = std::size_t{1024} * 1024;

/// Calls one of the reentrant look-ups of getpwnam(3) with a buffer that is large enough. Returns
/// the member of the entry that `read` takes; none where there is no such entry.
template <typename Entry, typename Look, typename Read>
auto look_up(Look look, Read read) -> Result<std::optional<decltype(read(Entry{}))>> {
    for (std::size_t size = kBufferBytes; size <= kMaxBufferBytes; size *= 2) {
        std::vector<char> buffer(size);
        Entry entry{};
        Entry* found = nullptr;
        const int error = look(&entry, buffer.data(), buffer.size(), &found);
        if (error == ERANGE) {
            continue;
        }
        if (found != nullptr) {
            return read(*found);
        }
        // Some systems report an unknown name by these errors (getpwnam(3)).
        if (error == 0 || error == ENOENT || error == ESRCH) {
            return std::nullopt;
        }
        return base::fail(base::ErrorCode::kFailed, "cannot look up who asks: {}",
                          base::system_error_text(error));
    }
    return base::fail(base::ErrorCode::kFailed, "cannot look up who asks: the entry is too large");
}

Result<std::optional<std::string>> account_of(uid_t uid) {
    return look_up<passwd>(
        [uid](passwd* entry, char* buffer, std::size_t size, passwd** found) {
            return ::getpwuid_r(uid, entry, buffer, size, found);
        },
        [](const passwd& entry) {
            return std::string(entry.pw_name == nullptr ? "" : entry.pw_name);
        });
}

Result<std::optional<uid_t>> number_of(const std::string& name) {
    return look_up<passwd>(
        [&name](passwd* entry, char* buffer, std::size_t size, passwd** found) {
            return ::getpwnam_r(name.c_str(), entry, buffer, size, found);
        },
        [](const passwd& entry) { return entry.pw_uid; });
}

/// Whether the group of that name is among `groups`.
Result<bool> is_among(const std::string& group, std::span<const gid_t> groups) {
    if (group.empty()) {
        return false;
    }
    const auto gid = look_up<::group>(
        [&group](::group* entry, char* buffer, std::size_t size, ::group** found) {
            return ::getgrnam_r(group.c_str(), entry, buffer, size, found);
        },
        [](const ::group& entry) { return entry.gr_gid; });
    return gid.map([&](const std::optional<gid_t>& number) {
        return number && std::find(groups.begin(), groups.end(), *number) != groups.end();
    });
}

Result<std::vector<gid_t>> own_groups() {
    std::vector<gid_t> own(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(own.size()), own.data());
    if (count < 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot read the groups of this process: {}",
                          base::system_error_text(errno));
    }
    own.resize(static_cast<std::size_t>(count));
    own.push_back(::getegid());
    return own;
}

}  // namespace

Result<Principal> current_principal(const config::Config& config) {
    const uid_t uid = ::geteuid();
    auto name = account_of(uid);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    std::string user = std::move(*name).value_or(std::to_string(uid));
    if (uid == 0) {
        return Principal{std::move(user), true};
    }
    const auto is_operator = own_groups().and_then([&](const std::vector<gid_t>& groups) {
        return is_among(*config.security.operators, groups);
    });
    return is_operator.map([&](bool yes) { return Principal{std::move(user), yes}; });
}

Result<Principal> principal_of(uid_t uid, std::span<const gid_t> groups,
                               const std::string& operators) {
    auto name = account_of(uid);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    if (!*name) {
        return base::fail(base::ErrorCode::kNotPermitted,
                          "the user of number {} has no account here", uid);
    }
    std::string user = std::move(**name);
    const auto number = number_of(user);
    if (!number) {
        return tl::unexpected(number.error());
    }
    if (*number != uid || user.find_first_not_of("0123456789") == std::string::npos) {
        return base::fail(base::ErrorCode::kNotPermitted,
                          "the account {} of number {} cannot be told from others by its name",
                          base::quoted(user), uid);
    }
    const auto is_operator = uid == 0 ? Result<bool>(true) : is_among(operators, groups);
    return is_operator.map([&](bool yes) { return Principal{std::move(user), yes}; });
}

}  // namespace tasksched::service
