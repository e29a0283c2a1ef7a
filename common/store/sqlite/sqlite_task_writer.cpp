#include "common/store/sqlite/sqlite_task_writer.h"

#include <string>
#include <utility>

#include "common/store/name_taken.h"
#include "common/store/sqlite/audit_rows.h"
#include "common/store/sqlite/kept_results.h"
#include "common/store/sqlite/missed_rows.h"
#include "common/store/sqlite/payload_rows.h"
#include "common/store/sqlite/run_changes.h"
#include "common/store/sqlite/run_items.h"
#include "common/store/sqlite/run_write_sql.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"
#include "common/store/sqlite/task_write_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::Task;

/// The active or paused task of that name.
std::optional<std::int64_t> holder_of(Statements& statements, const std::string& user_id,
                                      const std::string& name) {
    Query row = statements.use(sql::kTaskByName, user_id, name);
    return row.step() ? std::optional(row.integer(0)) : std::nullopt;
}

/// Calls `write`, which stores a task of that user and name, and tells in plain words where
/// another one has the name.
template <typename Write>
Result<void> with_free_name(Statements& statements, const std::string& user_id,
                            const std::string& name, Write&& write) {
    try {
        write();
        return {};
    } catch (const SQLite::Exception& exception) {
        const auto holder =
            is_duplicate(exception) ? holder_of(statements, user_id, name) : std::nullopt;
        if (!holder) {
            throw;
        }
        return tl::unexpected(name_taken(name, model::TaskId{*holder}));
    }
}

}  // namespace

/// What a change replaces.
struct SqliteTaskWriter::OldVersion {
    model::TaskState state;
    std::string user_id;
    std::string name;
    std::string snapshot;
};

Result<model::TaskId> SqliteTaskWriter::insert(const Task& task, const model::Payload& payload,
                                               const Author& author) {
    return session_.change([&]() -> Result<model::TaskId> {
        Statements& statements = session_.statements();
        auto inserted = with_free_name(statements, task.user_id, task.name, [&] {
            insert_task_row(statements, task, session_.next_revision());
        });
        if (!inserted) {
            return tl::unexpected(std::move(inserted.error()));
        }
        const model::TaskId id{session_.database().handle().getLastInsertRowid()};
        add_version(id, task.version, task.user_id, author);
        insert_payload(statements, task, id, payload);
        session_.count_task(task.state, 1);
        return id;
    });
}

Result<std::optional<SqliteTaskWriter::OldVersion>> SqliteTaskWriter::old_version(
    model::TaskId id, model::Version version) {
    Query row = session_.statements().use(sql::kTaskSnapshot, id, version);
    if (!row.step()) {
        return std::nullopt;
    }
    return model::parse_task_state(row.text(0)).map([&](model::TaskState state) {
        return std::optional(OldVersion{
            .state = state, .user_id = row.text(1), .name = row.text(2), .snapshot = row.text(3)});
    });
}

/// The history's row of a version of a task of that user, and the audit's entry of its change.
void SqliteTaskWriter::add_version(model::TaskId id, model::Version version,
                                   const std::string& user, const Author& author) {
    Statements& statements = session_.statements();
    statements.run(sql::kInsertVersion, id, version, author.at, author.user_id, author.operation);
    const bool is_new = version == 1;
    insert_audit(statements, {.at = author.at,
                              .principal = author.user_id,
                              .action = author.operation,
                              .user_id = user,
                              .task_id = id,
                              .version_before = is_new ? std::nullopt : std::optional(version - 1),
                              .version_after = version});
}

Result<bool> SqliteTaskWriter::update(const Task& task, const model::Payload* payload,
                                      const Author& author) {
    return session_.change([&]() -> Result<bool> {
        Statements& statements = session_.statements();
        const model::Version before = task.version - 1;
        const auto old = old_version(task.id, before);
        if (!old || !*old) {
            return old.map([](const auto& /*none*/) { return false; });
        }
        auto updated = with_free_name(statements, task.user_id, task.name, [&] {
            update_task_row(statements, task, session_.next_revision(), before);
        });
        if (!updated) {
            return tl::unexpected(std::move(updated.error()));
        }
        statements.run(sql::kSaveSnapshot, task.id, before, (*old)->snapshot);
        add_version(task.id, task.version, task.user_id, author);
        if (payload != nullptr) {
            insert_payload(statements, task, task.id, *payload);
        }
        session_.count_task((*old)->state, -1);
        session_.count_task(task.state, 1);
        return true;
    });
}

Result<bool> SqliteTaskWriter::set_state(model::TaskId id, model::Version version,
                                         model::TaskState state,
                                         std::optional<time::Second> next_run_at,
                                         const Author& author) {
    return session_.change([&]() -> Result<bool> {
        Statements& statements = session_.statements();
        const auto old = old_version(id, version);
        if (!old || !*old) {
            return old.map([](const auto& /*none*/) { return false; });
        }
        auto updated = with_free_name(statements, (*old)->user_id, (*old)->name, [&] {
            statements.run(sql::kSetTaskState, id, version, to_string(state), next_run_at,
                           session_.next_revision());
        });
        if (!updated) {
            return tl::unexpected(std::move(updated.error()));
        }
        statements.run(sql::kSaveSnapshot, id, version, (*old)->snapshot);
        add_version(id, version + 1, (*old)->user_id, author);
        session_.count_task((*old)->state, -1);
        session_.count_task(state, 1);
        return true;
    });
}

Result<std::int64_t> SqliteTaskWriter::cancel_runs(model::TaskId id, model::RunReason reason,
                                                   time::Instant at) {
    return session_.change([&]() -> Result<std::int64_t> {
        session_.next_revision();
        const std::int64_t cancelled = cancel_open_runs(session_.statements(), id, reason, at);
        forget_kept_results_of(session_.statements(), id);
        return cancelled;
    });
}

Result<std::int64_t> SqliteTaskWriter::request_kill_of(model::TaskId id, time::Instant at) {
    return session_.change([&]() -> Result<std::int64_t> {
        session_.next_revision();
        return session_.statements().run(sql::kKillRunsOfTask, id, at);
    });
}

Result<bool> SqliteTaskWriter::request_kill(model::RunId id, time::Instant at) {
    return session_.change([&]() -> Result<bool> {
        session_.next_revision();
        return session_.statements().run(sql::kKillRun, id, at) == 1;
    });
}

Result<model::RunId> SqliteTaskWriter::insert_run(const Task& task, time::Instant at) {
    return session_.change([&]() -> Result<model::RunId> {
        session_.next_revision();
        session_.statements().run(sql::kInsertRun, task.id, task.version, task.user_id, task.type,
                                  std::nullopt, at, time::floor_second(at), task.policies.priority);
        return model::RunId{session_.database().handle().getLastInsertRowid()};
    });
}

Result<bool> SqliteTaskWriter::move_run(model::RunId id, model::RunState from, model::RunState to,
                                        model::RunReason reason, time::Instant at) {
    TASKSCHED_CHECK(model::may_move(from, to));
    TASKSCHED_CHECK(from != model::RunState::kRunning && to != model::RunState::kRunning);
    return session_.change([&]() -> Result<bool> {
        session_.next_revision();
        return move_idle_run(session_.statements(), id, from, to, reason, at);
    });
}

Result<std::int64_t> SqliteTaskWriter::move_items(model::RunId id, std::optional<int> number,
                                                  model::ItemState from, model::ItemState to) {
    return session_.change([&]() -> Result<std::int64_t> {
        session_.next_revision();
        return sqlite::move_items(session_.statements(), id, number, from, to);
    });
}

Result<std::int64_t> SqliteTaskWriter::reopen_items(model::RunId id) {
    return session_.change([&]() -> Result<std::int64_t> {
        session_.next_revision();
        return sqlite::reopen_items(session_.statements(), id);
    });
}

Result<std::int64_t> SqliteTaskWriter::settle_missed(const MissedTask& missed,
                                                     const model::MissedVerdict& verdict,
                                                     time::Instant at) {
    return session_.change([&]() -> Result<std::int64_t> {
        session_.next_revision();
        return sqlite::settle_missed(session_.statements(), missed, verdict, at);
    });
}

Result<void> SqliteTaskWriter::record(const model::AuditEntry& entry) {
    return session_.change([&]() -> Result<void> {
        insert_audit(session_.statements(), entry);
        return {};
    });
}

}  // namespace tasksched::store::sqlite
