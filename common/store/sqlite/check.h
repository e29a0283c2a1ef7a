#pragma once

#include <string>

#include "common/store/open.h"

namespace tasksched::store::sqlite {

/// As check_store, for the SQLite file at `path`.
base::Result<CheckReport> check(const std::string& path);

}  // namespace tasksched::store::sqlite
