#include "daemon/scheduler/due.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/schedule/schedule.h"

namespace tasksched::daemon {
namespace {

using std::chrono::seconds;
using store::Claim;
using store::Skip;
using time::Second;

constexpr seconds kOneSecond{1};

/// The occurrences that have come due: from `first` to `last`, both of them included.
struct DueSpan {
    Second first;
    Second last;
    std::optional<std::int64_t> counted;  ///< how many; only for a task with a count
};

/// The span of a task with a count: walked, since it must end at the last one that is left.
DueSpan counted_span(const model::Task& task, Second first, Second cutoff) {
    DueSpan span{.first = first, .last = first, .counted = 1};
    while (*span.counted < *task.remaining) {
        const auto next = schedule::next_occurrence(task.schedule, span.last);
        if (!next || *next > cutoff) {
            break;
        }
        span.last = *next;
        ++*span.counted;
    }
    return span;
}

DueSpan due_span(const model::Task& task, Second now) {
    const Second first = *task.next_run_at;
    if (schedule::after_finish(task.schedule)) {
        return {.first = first, .last = first, .counted = 1};
    }
    // With jitter, those are surely due whose longest delay is over; the others come in their turn.
    const Second cutoff = now - task.jitter;
    if (task.remaining) {
        return counted_span(task, first, cutoff);
    }
    const auto last = schedule::latest_occurrence(task.schedule, first, cutoff);
    return {.first = first, .last = last.value_or(first), .counted = std::nullopt};
}

/// Appends a skip of the occurrences from `first` to `last`.
void skip_span(const model::Task& task, Second first, Second last, model::RunReason reason,
               Claim& claim) {
    // One that is counted from the end of a run cannot be found again by its schedule.
    const auto count = first == last ? std::optional<std::int64_t>(1)
                                     : schedule::count_occurrences(
                                           task.schedule, first - kOneSecond, last, kMaxCounted);
    claim.skip.push_back(Skip{.first = first, .through = last, .count = count, .reason = reason});
}

/// The earliest occurrence that catch-up `all` makes up: all of them where they are few, else about
/// the last half of kMaxCatchUp to all of it, found by halving the span.
Second first_made_up(const model::Task& task, const DueSpan& span) {
    if (span.first == span.last) {
        return span.first;
    }
    Second before = span.first - kOneSecond;
    while (!schedule::count_occurrences(task.schedule, before, span.last, kMaxCatchUp) ||
           *schedule::count_occurrences(task.schedule, before, span.last, kMaxCatchUp) >
               kMaxCatchUp) {
        before += (span.last - before) / 2;
    }
    return schedule::next_occurrence(task.schedule, before).value_or(span.last);
}

/// The occurrences that run, before the deadline is looked at, and the skips ahead of them.
void judge_catch_up(const model::Task& task, const DueSpan& span, Second now, Claim& claim) {
    // One with jitter may have had to wait for the one before it, which came late in its turn.
    const bool last_is_missed = now - (span.last + task.jitter) > kMissedAfter;
    const auto policy = task.policies.catch_up;
    if (policy == model::CatchUp::kNone && last_is_missed) {
        skip_span(task, span.first, span.last, model::RunReason::kCatchUp, claim);
        return;
    }
    const Second first_run = policy == model::CatchUp::kAll ? first_made_up(task, span) : span.last;
    if (first_run > span.first) {
        const auto last_skipped =
            schedule::latest_occurrence(task.schedule, span.first, first_run - kOneSecond);
        skip_span(task, span.first, last_skipped.value_or(span.first), model::RunReason::kCatchUp,
                  claim);
    }
    for (Second occurrence = first_run;;) {
        claim.run.push_back(occurrence);
        if (occurrence >= span.last) {
            return;
        }
        occurrence = schedule::next_occurrence(task.schedule, occurrence).value_or(span.last);
    }
}

/// Moves the occurrences that are past their deadline from those that run to the skipped ones.
void judge_deadline(const model::Task& task, Second now, Claim& claim) {
    if (!task.policies.deadline) {
        return;
    }
    const auto in_time = std::find_if(claim.run.begin(), claim.run.end(), [&](Second occurrence) {
        return now - occurrence <= *task.policies.deadline;
    });
    if (in_time != claim.run.begin()) {
        claim.skip.push_back(Skip{.first = claim.run.front(),
                                  .through = *std::prev(in_time),
                                  .count = std::distance(claim.run.begin(), in_time),
                                  .reason = model::RunReason::kDeadline});
        claim.run.erase(claim.run.begin(), in_time);
    }
}

/// Moves the task on past the span.
void advance(const model::Task& task, const DueSpan& span, Second now, Claim& claim) {
    claim.remaining = task.remaining;
    if (claim.remaining) {
        *claim.remaining -= *span.counted;
    }
    if (claim.remaining && *claim.remaining <= 0) {
        claim.done = true;
    } else if (!schedule::after_finish(task.schedule)) {
        claim.next_run_at = schedule::next_occurrence(task.schedule, span.last);
        claim.done = !claim.next_run_at;
    } else if (claim.run.empty()) {
        // Nothing will end that the next time could be counted from: it counts from now.
        claim.next_run_at = schedule::next_occurrence(task.schedule, now);
        claim.done = !claim.next_run_at;
    }
}

}  // namespace

Claim decide_due(const model::Task& task, time::Instant now_instant) {
    TASKSCHED_CHECK(task.next_run_at.has_value());
    const Second now = time::floor_second(now_instant);
    Claim claim;
    claim.task_id = task.id;
    claim.version = task.version;
    claim.overlap = task.policies.overlap;
    claim.jitter = task.jitter;
    const DueSpan span = due_span(task, now);
    judge_catch_up(task, span, now, claim);
    judge_deadline(task, now, claim);
    advance(task, span, now, claim);
    return claim;
}

}  // namespace tasksched::daemon
