#include "common/store/sqlite/sqlite_reader.h"

#include <limits>
#include <string_view>
#include <utility>

#include "common/store/sqlite/audit_rows.h"
#include "common/store/sqlite/kept_results.h"
#include "common/store/sqlite/missed_rows.h"
#include "common/store/sqlite/payload_rows.h"
#include "common/store/sqlite/run_items.h"
#include "common/store/sqlite/run_read_sql.h"
#include "common/store/sqlite/run_rows.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"
#include "common/store/sqlite/task_write_sql.h"
#include "common/store/sqlite/version_rows.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::RunState;
using model::Task;

template <typename State>
std::optional<std::string_view> word_of(const std::optional<State>& state) {
    return state ? std::optional(to_string(*state)) : std::nullopt;
}

Result<std::optional<Task>> first_task(Query query) {
    if (!query.step()) {
        return std::nullopt;
    }
    return read_task(query).map([](Task&& task) { return std::optional(std::move(task)); });
}

bool is_current(const TaskFilter& filter) {
    return filter.current_only || filter.state == model::TaskState::kActive ||
           filter.state == model::TaskState::kPaused;
}

Query query_tasks(Statements& statements, const TaskFilter& filter) {
    const auto state = word_of(filter.state);
    const std::int64_t after = filter.after.value_or(model::TaskId{}).value;
    if (filter.due_before) {
        return statements.use(sql::kTasksDueBefore, filter.user_id, filter.type, state, after,
                              filter.limit, *filter.due_before);
    }
    const char* text = filter.user_id ? sql::kTasksOfUser : sql::kTasksOfAll;
    if (is_current(filter)) {
        text = filter.user_id ? sql::kCurrentTasksOfUser : sql::kCurrentTasksOfAll;
    }
    return statements.use(text, filter.user_id, filter.type, state, after, filter.limit);
}

/// The statement whose index serves the filter best.
const char* text_for(const RunFilter& filter) {
    if (!filter.state) {
        return filter.user_id ? sql::kRunsOfUser : sql::kRunsOfAll;
    }
    switch (*filter.state) {
        case RunState::kQueued:
        case RunState::kRunning:
        case RunState::kWaiting:
            return sql::kOpenRuns;
        case RunState::kUnknown:
            return sql::kUnknownRuns;
        case RunState::kFailed:
        case RunState::kCancelled:
        case RunState::kSkipped:
            return filter.user_id ? sql::kUnsuccessfulRunsOfUser : sql::kRunsOfAll;
        case RunState::kSucceeded:
            break;
    }
    return filter.user_id ? sql::kRunsOfUser : sql::kRunsOfAll;
}

Query query_runs(Statements& statements, const RunFilter& filter) {
    const auto state = word_of(filter.state);
    const std::int64_t before = filter.before.value_or(model::RunId{INT64_MAX}).value;
    if (filter.task_id) {
        return statements.use(sql::kRunsOfTask, *filter.task_id, state, before, filter.limit,
                              filter.user_id);
    }
    return statements.use(text_for(filter), filter.user_id, state, before, filter.limit);
}

/// The run that the query is at, if it finds one.
Result<std::optional<model::Run>> first_run(Query query) {
    if (!query.step()) {
        return std::nullopt;
    }
    return read_run(query).map([](model::Run&& run) { return std::optional(std::move(run)); });
}

}  // namespace

Result<std::optional<Task>> SqliteReader::task(model::TaskId id) {
    return session_.guard(
        [&] { return first_task(session_.statements().use(sql::kTaskById, id)); });
}

Result<std::optional<Task>> SqliteReader::task_named(const std::string& user_id,
                                                     const std::string& name) {
    return session_.guard(
        [&] { return first_task(session_.statements().use(sql::kTaskByName, user_id, name)); });
}

Result<std::optional<Task>> SqliteReader::latest_task_named(const std::string& user_id,
                                                            const std::string& name) {
    return session_.guard([&] {
        return first_task(session_.statements().use(sql::kLatestTaskByName, user_id, name));
    });
}

Result<std::vector<Task>> SqliteReader::tasks(const TaskFilter& filter) {
    return session_.guard([&] { return read_tasks(query_tasks(session_.statements(), filter)); });
}

Result<model::Payload> SqliteReader::payload(model::TaskId id, model::Version version) {
    return session_.guard([&]() -> Result<model::Payload> {
        std::string type;
        {
            Query row = session_.statements().use(sql::kTaskType, id);
            if (!row.step()) {
                return base::fail(base::ErrorCode::kNotFound, "there is no task {}", id.value);
            }
            type = row.text(0);
        }
        return read_payload(session_.statements(), type, id, version);
    });
}

Result<std::optional<model::Run>> SqliteReader::run(model::RunId id) {
    return session_.guard([&] { return first_run(session_.statements().use(sql::kRunById, id)); });
}

Result<std::optional<model::Run>> SqliteReader::newest_record(model::TaskId id,
                                                              time::Second not_after) {
    return session_.guard(
        [&] { return first_run(session_.statements().use(sql::kNewestRecord, id, not_after)); });
}

Result<std::vector<model::Run>> SqliteReader::runs(const RunFilter& filter) {
    return session_.guard(
        [&] { return read_runs(query_runs(session_.statements(), filter), filter.since); });
}

Result<std::vector<model::Attempt>> SqliteReader::attempts(model::RunId id) {
    return session_.guard([&]() -> Result<std::vector<model::Attempt>> {
        std::vector<model::Attempt> attempts;
        Query query = session_.statements().use(sql::kAttempts, id);
        while (query.step()) {
            auto attempt = read_attempt(id, query);
            if (!attempt) {
                return tl::unexpected(std::move(attempt.error()));
            }
            attempts.push_back(std::move(*attempt));
        }
        return attempts;
    });
}

Result<std::vector<model::RunItem>> SqliteReader::run_items(model::RunId id) {
    return session_.guard([&] { return read_items(session_.statements(), id); });
}

Result<std::optional<model::KeptResult>> SqliteReader::kept_result(model::RunId id) {
    return session_.guard([&] { return read_kept_result(session_.statements(), id); });
}

Result<model::Output> SqliteReader::output(model::RunId id, int attempt) {
    return session_.guard([&]() -> Result<model::Output> {
        Query row = session_.statements().use(sql::kOutput, id, attempt);
        if (!row.step()) {
            return model::Output{};
        }
        return model::Output{
            .head = row.text(0), .tail = row.text(1), .total_bytes = row.integer(2)};
    });
}

Result<std::vector<MissedTask>> SqliteReader::missed(const MissedFilter& filter) {
    return session_.guard([&] { return read_missed(session_.statements(), filter); });
}

Result<std::vector<model::TaskVersion>> SqliteReader::versions(model::TaskId id,
                                                               model::Version before,
                                                               std::int64_t limit) {
    return session_.guard([&] { return read_versions(session_.statements(), id, before, limit); });
}

Result<std::vector<model::AuditEntry>> SqliteReader::audit(const AuditFilter& filter) {
    return session_.guard([&] { return read_audit(session_.statements(), filter); });
}

}  // namespace tasksched::store::sqlite
