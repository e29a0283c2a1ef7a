#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::store {

enum class Engine { kSqlite, kPostgresql };

/// Where a store is, as `--store` and the configuration write it.
struct Location {
    Engine engine = Engine::kSqlite;
    std::string path;  ///< sqlite: an absolute path
    std::string url;   ///< postgresql: as given

    friend bool operator==(const Location&, const Location&) = default;
};

/// Reads "sqlite:PATH" or "postgresql://...". kInvalid otherwise; a relative path is taken from the
/// working directory.
base::Result<Location> parse_location(std::string_view text);

/// The text that parse_location reads back.
std::string format_location(const Location& location);

}  // namespace tasksched::store
