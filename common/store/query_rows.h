#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/store/location.h"

namespace tasksched::store {

/// What a query may take before it is ended.
struct QueryLimits {
    std::chrono::milliseconds time{10'000};
    std::int64_t rows = 1'000'000;
    std::int64_t memory = std::int64_t{256} * 1024 * 1024;  ///< of the engine, in bytes
};

/// A value of a row; none for NULL.
using QueryValue = std::optional<std::string>;

/// Takes the names of the columns first, then the rows. An error ends the query.
using RowSink = std::function<base::Result<void>(const std::vector<QueryValue>&)>;

/// The tables that a query may read, in order.
std::vector<std::string_view> query_tables();

/// Runs a SELECT that a person wrote, on one state of the store, and hands its rows to `sink` as
/// they come. It sees the tables of query_tables() alone, and in them the rows of `user` alone;
/// those of all users without one. It cannot change anything, open a file, or go on beyond the
/// limits. For a program of which this is the whole business: the limit of memory is the
/// process's.
///
/// kInvalid for what is no single SELECT of these tables, kFailed where a limit ends it,
/// kTryAgain while the store is busy.
base::Result<void> query_rows(const Location& location, std::string_view sql,
                              const std::optional<std::string>& user, const QueryLimits& limits,
                              const RowSink& sink);

}  // namespace tasksched::store
