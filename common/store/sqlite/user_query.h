#pragma once

#include "common/store/query_rows.h"

namespace tasksched::store::sqlite {

/// As query_rows, for the SQLite file at `path`.
base::Result<void> run_user_query(const std::string& path, std::string_view sql,
                                  const std::optional<std::string>& user, const QueryLimits& limits,
                                  const RowSink& sink);

}  // namespace tasksched::store::sqlite
