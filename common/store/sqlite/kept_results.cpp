#include "common/store/sqlite/kept_results.h"

#include <chrono>
#include <utility>

#include "common/store/sqlite/kept_result_sql.h"
#include "common/store/sqlite/run_changes.h"
#include "common/store/sqlite/run_items.h"
#include "common/store/sqlite/run_read_sql.h"

namespace tasksched::store::sqlite {

using base::Result;

namespace {

Result<model::KeptResult> read_row(const Query& row) {
    model::KeptResult kept;
    kept.attempt = row.small_integer(0);
    model::AttemptResult& result = kept.result;
    result.exit_code = row.optional(3, &Query::small_integer);
    result.signal = row.optional(4, &Query::small_integer);
    result.detail = row.text(5);
    result.cpu_time = row.optional(6, &Query::microseconds);
    result.peak_memory_bytes = row.optional(7, &Query::integer);
    result.core_dumped = row.optional(8, &Query::truth);
    result.finished_at = row.instant(9);
    return model::parse_outcome(row.text(1))
        .and_then([&](model::Outcome outcome) {
            result.outcome = outcome;
            return row.is_null(2) ? Result<model::RunReason>(model::RunReason::kNone)
                                  : model::parse_run_reason(row.text(2));
        })
        .map([&](model::RunReason reason) {
            result.reason = reason;
            return std::move(kept);
        });
}

model::Output read_output(Statements& statements, model::RunId run, int attempt) {
    Query row = statements.use(sql::kOutput, run, attempt);
    return row.step() ? model::Output{.head = row.text(0),
                                      .tail = row.text(1),
                                      .total_bytes = row.integer(2)}
                      : model::Output();
}

}  // namespace

Result<std::optional<model::KeptResult>> read_kept_result(Statements& statements,
                                                          model::RunId run) {
    std::optional<model::KeptResult> kept;
    {
        Query row = statements.use(sql::kKeptResult, run);
        if (!row.step()) {
            return std::nullopt;
        }
        auto read = read_row(row);
        if (!read) {
            return tl::unexpected(std::move(read.error()));
        }
        kept = std::move(*read);
    }
    kept->result.output = read_output(statements, run, kept->attempt);
    auto items = read_items(statements, run);
    if (!items) {
        return tl::unexpected(std::move(items.error()));
    }
    kept->items = std::move(*items);
    return kept;
}

void put_kept_result(Statements& statements, model::RunId run, int attempt,
                     const model::AttemptResult& result) {
    statements.run(sql::kPutKeptResult, run, attempt, to_string(result.outcome),
                   reason_or_null(result.reason), result.exit_code, result.signal,
                   text_or_null(result.detail), result.cpu_time, result.peak_memory_bytes,
                   result.core_dumped, result.finished_at.value_or(time::Instant()));
    if (result.output.total_bytes > 0) {
        statements.run(sql::kPutOutput, run, attempt, Blob{result.output.head},
                       Blob{result.output.tail}, result.output.total_bytes);
    }
    statements.run(sql::kForgetItems, run);
}

void forget_kept_result(Statements& statements, model::RunId run) {
    statements.run(sql::kForgetKeptResult, run);
}

void forget_kept_results_of(Statements& statements, model::TaskId task) {
    statements.run(sql::kForgetKeptResultsOfTask, task);
}

}  // namespace tasksched::store::sqlite
