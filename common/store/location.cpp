#include "common/store/location.h"

#include <algorithm>
#include <array>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::store {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kSqlitePrefix = "sqlite:";
constexpr std::array<std::string_view, 2> kPostgresqlPrefixes{"postgresql://", "postgres://"};

}  // namespace

Result<Location> parse_location(std::string_view text) {
    const auto is_prefix = [text](std::string_view prefix) { return text.starts_with(prefix); };
    if (std::any_of(kPostgresqlPrefixes.begin(), kPostgresqlPrefixes.end(), is_prefix)) {
        return Location{.engine = Engine::kPostgresql, .path = {}, .url = std::string(text)};
    }
    if (!text.starts_with(kSqlitePrefix)) {
        return fail(ErrorCode::kInvalid,
                    "store {}: sqlite:PATH or postgresql://... is expected, as in "
                    "sqlite:/var/lib/tasks.db",
                    base::quoted(text));
    }
    const std::string_view path = text.substr(kSqlitePrefix.size());
    if (path.empty() || path.ends_with('/') || base::has_control(path) || !base::is_utf8(path)) {
        return fail(ErrorCode::kInvalid,
                    "store {}: the path of a file is expected after sqlite:, UTF-8 text without "
                    "control characters",
                    base::quoted(text));
    }
    return Location{.engine = Engine::kSqlite, .path = base::absolute_path(path), .url = {}};
}

std::string format_location(const Location& location) {
    return location.engine == Engine::kSqlite ? std::string(kSqlitePrefix) + location.path
                                              : location.url;
}

}  // namespace tasksched::store
