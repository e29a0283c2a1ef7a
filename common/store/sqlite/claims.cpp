#include "common/store/sqlite/claims.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "common/model/overlap.h"
#include "common/schedule/jitter.h"
#include "common/schedule/schedule.h"
#include "common/store/sqlite/attempt_sql.h"
#include "common/store/sqlite/missed_rows.h"
#include "common/store/sqlite/run_changes.h"
#include "common/store/sqlite/run_write_sql.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::Run;
using model::RunReason;
using model::TaskState;

constexpr std::chrono::seconds kOneSecond{1};

/// Skipped occurrences are counted up to this.
constexpr std::int64_t kMostCounted = 1000;

/// What runs take from their task.
struct ClaimedTask {
    std::string user_id;
    std::string type;
    int priority = 0;
};

/// A claim as it is carried out.
struct Work {
    Session& session;
    const Claim& claim;
    ClaimedTask task;
    time::Instant at;

    [[nodiscard]] time::Second not_before(time::Second occurrence) const {
        return occurrence + schedule::jitter_of(claim.task_id.value, occurrence, claim.jitter);
    }
};

/// Moves the task on; none where it is not active, or has another version or next time.
std::optional<ClaimedTask> advance(Session& session, const Claim& claim) {
    const TaskState state = claim.done ? TaskState::kDone : TaskState::kActive;
    Query row =
        session.statements().use(sql::kClaimTask, claim.task_id, claim.version, claim.next_run_at,
                                 claim.remaining, to_string(state), claim.due);
    if (!row.step()) {
        return std::nullopt;
    }
    if (claim.done) {
        session.count_task(TaskState::kActive, -1);
        session.count_task(TaskState::kDone, 1);
    }
    return ClaimedTask{
        .user_id = row.text(0), .type = row.text(1), .priority = row.small_integer(2)};
}

/// Appends the part of the skip from `first` to before `end`, if there is any.
void append_part(const Skip& skip, const schedule::Schedule& schedule, time::Second first,
                 time::Second end, std::vector<Skip>& parts) {
    if (first >= end) {
        return;
    }
    Skip part = skip;
    part.first = first;
    part.through = schedule::latest_occurrence(schedule, first, end - kOneSecond).value_or(first);
    if (const auto later = schedule::count_occurrences(schedule, first, part.through, kMostCounted);
        later && *later < kMostCounted) {
        part.count = *later + 1;
    } else {
        part.count.reset();
    }
    parts.push_back(part);
}

/// What of the skip has no record yet. All of it, mostly: an occurrence comes up a second time only
/// where the clock was set back.
std::vector<Skip> without_record(const Work& work, const Skip& skip) {
    Statements& statements = work.session.statements();
    Query row = statements.use(sql::kRecordsWithin, work.claim.task_id, skip.first, skip.through);
    if (!row.step()) {
        return {skip};
    }
    std::vector<Skip> parts;
    const auto tasks = read_good_tasks(statements.use(sql::kTaskById, work.claim.task_id), 1);
    if (tasks.empty()) {
        return parts;
    }
    const schedule::Schedule& schedule = tasks.front().schedule;
    std::optional<time::Second> first = skip.first;
    do {
        append_part(skip, schedule, *first, row.second(0), parts);
        first = schedule::next_occurrence(schedule, row.second(1));
    } while (first && *first <= skip.through && row.step());
    if (first) {
        append_part(skip, schedule, *first, skip.through + kOneSecond, parts);
    }
    return parts;
}

/// Records a skip: in the task's newest run where that is such a skip too, else as a new row.
void record(const Work& work, const Skip& skip) {
    Statements& statements = work.session.statements();
    const auto reason = reason_or_null(skip.reason);
    const int extended = statements.run(sql::kExtendSkip, work.claim.task_id, work.claim.version,
                                        skip.first, skip.through, skip.count, reason, work.at);
    if (extended == 0) {
        statements.run(sql::kInsertSkip, work.claim.task_id, work.claim.version, skip.first,
                       skip.through, skip.count, reason, work.at, work.task.user_id, work.task.type,
                       work.not_before(skip.first), work.task.priority);
    }
}

std::int64_t count_open_runs(const Work& work) {
    Query row = work.session.statements().use(sql::kCountOpenRuns, work.claim.task_id);
    row.step();
    return row.integer(0);
}

/// What overlap allows of the claim's occurrences.
struct Allowed {
    std::size_t runs = 0;        ///< so many may be queued
    bool beside_others = false;  ///< whose end they may have to wait for
};

/// Ends what the claim's occurrences replace.
Allowed allowed_runs(const Work& work) {
    const std::size_t wanted = work.claim.run.size();
    const model::Overlap policy = work.claim.overlap;
    const bool asks = wanted > 0 && model::counts_open_runs(policy);
    const std::int64_t open = asks ? count_open_runs(work) : 0;
    const auto verdict = model::judge_overlap(policy, wanted, open);
    if (verdict.ends_open_runs) {
        Statements& statements = work.session.statements();
        cancel_open_runs(statements, work.claim.task_id, RunReason::kReplaced, work.at);
        statements.run(sql::kKillRunsOfTask, work.claim.task_id, work.at);
    }
    return {.runs = verdict.allowed,
            .beside_others = policy != model::Overlap::kAllow && (!asks || open > 0)};
}

/// A run of the claim's `index`th occurrence, before it is stored.
Run new_run(const Work& work, std::size_t index) {
    const time::Second occurrence = work.claim.run[index];
    Run run;
    run.task_id = work.claim.task_id;
    run.version = work.claim.version;
    run.user_id = work.task.user_id;
    run.type = work.task.type;
    run.scheduled_for = occurrence;
    run.created_at = work.at;
    run.not_before = work.claim.not_before.empty() ? work.not_before(occurrence)
                                                   : work.claim.not_before.at(index);
    run.priority = work.task.priority;
    return run;
}

/// Queues a run of the occurrence, the claim's `index`th; none where it has a run already.
std::optional<Run> queue(const Work& work, std::size_t index) {
    Run run = new_run(work, index);
    const int inserted = work.session.statements().run(
        sql::kInsertRun, run.task_id, run.version, run.user_id, run.type, run.scheduled_for,
        run.created_at, run.not_before, run.priority);
    if (inserted == 0) {
        return std::nullopt;
    }
    run.id = {work.session.database().handle().getLastInsertRowid()};
    return run;
}

/// The same of the first occurrence, whose run starts: what queue() and a start would come to.
std::optional<Run> run_at_once(const Work& work, const ClaimStart& start) {
    Run run = new_run(work, 0);
    Statements& statements = work.session.statements();
    const int inserted = statements.run(
        sql::kInsertStartedRun, run.task_id, run.version, run.user_id, run.type, run.scheduled_for,
        run.created_at, run.not_before, run.priority, start.tenure.owner, start.tenure.term);
    if (inserted == 0) {
        return std::nullopt;
    }
    run.id = {work.session.database().handle().getLastInsertRowid()};
    statements.run(sql::kInsertAttempt, run.id, 1, start.site.host, work.at, start.site.supervisor);
    return run;
}

/// The claim of a task that runs at the start of the system.
Claim reboot_claim(const model::Task& task, time::Second booted_at) {
    Claim claim;
    claim.task_id = task.id;
    claim.version = task.version;
    claim.run = {booted_at};
    claim.remaining = task.remaining;
    if (claim.remaining) {
        claim.remaining = std::max<std::int64_t>(*claim.remaining - 1, 0);
        claim.done = *claim.remaining == 0;
    }
    claim.overlap = task.policies.overlap;
    claim.jitter = task.jitter;
    return claim;
}

bool lies_within(const schedule::Schedule& schedule, time::Second occurrence) {
    return (!schedule.start || *schedule.start <= occurrence) &&
           (!schedule.until || occurrence <= *schedule.until);
}

}  // namespace

Result<ClaimResult> claim_task(Session& session, const Claim& claim, time::Instant at,
                               const ClaimStart* start) {
    auto task = advance(session, claim);
    if (!task) {
        return ClaimResult{.state = ClaimState::kStale, .runs = {}, .started = false};
    }
    const Work work{session, claim, std::move(*task), at};
    for (const Skip& skip : claim.skip) {
        for (const Skip& part : without_record(work, skip)) {
            record(work, part);
        }
    }
    for (const model::MissedSpan& span : claim.hold) {
        hold_missed(session.statements(), claim.task_id, work.task.user_id, span, at);
    }
    ClaimResult result;
    const Allowed allowed = allowed_runs(work);
    for (std::size_t i = 0; i < claim.run.size(); ++i) {
        if (i >= allowed.runs) {
            record(work, {.first = claim.run[i],
                          .through = claim.run[i],
                          .count = 1,
                          .reason = RunReason::kOverlap});
            continue;
        }
        const bool starts = i == 0 && start != nullptr && !allowed.beside_others;
        if (auto run = starts ? run_at_once(work, *start) : queue(work, i)) {
            result.started = result.started || starts;
            result.runs.push_back(std::move(*run));
        }
    }
    return result;
}

Result<std::vector<Run>> claim_boot(Session& session, const std::string& boot_id,
                                    time::Second booted_at, time::Instant at) {
    std::vector<Run> runs;
    if (session.statements().run(sql::kBeginBoot, boot_id) == 0) {
        return runs;
    }
    const auto tasks = read_good_tasks(session.statements().use(sql::kTasksAtReboot), INT64_MAX);
    for (const model::Task& task : tasks) {
        if (!lies_within(task.schedule, booted_at)) {
            continue;
        }
        auto claimed = claim_task(session, reboot_claim(task, booted_at), at, nullptr);
        if (!claimed) {
            return tl::unexpected(std::move(claimed.error()));
        }
        std::move(claimed->runs.begin(), claimed->runs.end(), std::back_inserter(runs));
    }
    return runs;
}

}  // namespace tasksched::store::sqlite
