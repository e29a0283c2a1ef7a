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

Result<std::string> name_of(uid_t uid) {
    const auto name = look_up<passwd>(
        [uid](passwd* entry, char* buffer, std::size_t size, passwd** found) {
            return ::getpwuid_r(uid, entry, buffer, size, found);
        },
        [](const passwd& entry) {
            return std::string(entry.pw_name == nullptr ? "" : entry.pw_name);
        });
    if (!name) {
        return tl::unexpected(name.error());
    }
    return name->value_or(std::to_string(uid));
}

Result<bool> is_member_of(const std::string& group) {
    const auto gid = look_up<::group>(
        [&group](::group* entry, char* buffer, std::size_t size, ::group** found) {
            return ::getgrnam_r(group.c_str(), entry, buffer, size, found);
        },
        [](const ::group& entry) { return entry.gr_gid; });
    if (!gid) {
        return tl::unexpected(gid.error());
    }
    if (!*gid) {
        return false;
    }
    std::vector<gid_t> own(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(own.size()), own.data());
    if (count < 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot read the groups of this process: {}",
                          base::system_error_text(errno));
    }
    own.resize(static_cast<std::size_t>(count));
    own.push_back(::getegid());
    return std::find(own.begin(), own.end(), **gid) != own.end();
}

}  // namespace

Result<Principal> current_principal(const config::Config& config) {
    const uid_t uid = ::geteuid();
    auto name = name_of(uid);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    if (uid == 0) {
        return Principal{std::move(*name), true};
    }
    const auto is_operator =
        config.security.operators->empty() ? false : is_member_of(*config.security.operators);
    if (!is_operator) {
        return tl::unexpected(is_operator.error());
    }
    return Principal{std::move(*name), *is_operator};
}

}  // namespace tasksched::service
