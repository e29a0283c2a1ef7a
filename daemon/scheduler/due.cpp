#include "daemon/scheduler/due.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <vector>

#include "common/base/check.h"
#include "daemon/scheduler/stretches.h"

namespace tasksched::daemon {
namespace {

using model::RunReason;
using std::chrono::seconds;
using store::Claim;
using store::Skip;
using time::Second;

constexpr seconds kOneSecond{1};

/// A task with its occurrences.
struct Due {
    const model::Task& task;
    const schedule::Occurrences& occurrences;
    Second now;
    WhenMissed when_missed;
};

/// The occurrences that have come due: from `first` to `last`, both of them included.
struct DueSpan {
    Second first;
    Second last;
    std::optional<std::int64_t> counted;  ///< of the task's count; only for a task that has one
};

/// The last occurrence, up to `cutoff`, of those that are excluded together with this one.
Second last_excluded(const Due& due, Second excluded, Second cutoff) {
    const Second end = due.occurrences.same_until(excluded, std::max(excluded, cutoff));
    return due.occurrences.latest(excluded, end).value_or(excluded);
}

/// The span of a task with a count: walked, since it must end at the last one that is left. Those
/// that calendars exclude are not counted.
DueSpan counted_span(const Due& due, Second first, Second cutoff) {
    DueSpan span{.first = first, .last = first, .counted = 0};
    std::optional<Second> next = first;
    while (next && *span.counted < *due.task.remaining && *next <= std::max(first, cutoff)) {
        const bool excluded = due.occurrences.is_excluded(*next);
        span.last = excluded ? last_excluded(due, *next, cutoff) : *next;
        *span.counted += excluded ? 0 : 1;
        next = due.occurrences.next(span.last);
    }
    return span;
}

DueSpan due_span(const Due& due) {
    const model::Task& task = due.task;
    const Second first = *task.next_run_at;
    // With jitter, those are surely due whose longest delay is over; the others come in their turn.
    const Second cutoff = due.now - task.jitter;
    if (task.remaining) {
        return counted_span(due, first, schedule::after_finish(task.schedule) ? first : cutoff);
    }
    if (schedule::after_finish(task.schedule)) {
        return {.first = first, .last = first, .counted = std::nullopt};
    }
    const auto last = due.occurrences.latest(first, cutoff);
    return {.first = first, .last = last.value_or(first), .counted = std::nullopt};
}

/// Appends a skip of the occurrences from `first` to `last`. The schedule may not know the first
/// any more: one that is counted from the end of a run, or was moved there by other calendars than
/// those of now. It counts all the same.
void skip_span(const Due& due, Second first, Second last, RunReason reason, Claim& claim) {
    auto count = due.occurrences.count(first, last, kMaxCounted - 1);
    if (count) {
        *count += 1;
    }
    claim.skip.push_back(Skip{.first = first, .through = last, .count = count, .reason = reason});
}

/// The earliest occurrence of the stretch of which, to its end, there are at most `most` (at least
/// 1): the first where they are few, else one with about half of `most` to all of it, found by
/// halving.
Second first_of_newest(const Due& due, const Stretch& stretch, std::int64_t most) {
    const auto count_after = [&](Second before) {
        return due.occurrences.count(before, stretch.last, most);
    };
    Second before = stretch.first - kOneSecond;
    auto count = count_after(before);
    if (count && *count <= most) {
        return stretch.first;
    }
    for (; !count || *count > most; count = count_after(before)) {
        before += (stretch.last - before) / 2;
    }
    return due.occurrences.next(before).value_or(stretch.last);
}

/// The earliest occurrence that catch-up `all` makes up; none where all are skipped anyway.
std::optional<Second> first_made_up(const Due& due, const std::vector<Stretch>& spans) {
    std::int64_t left = kMaxCatchUp;
    std::optional<Second> first;
    for (const Stretch& stretch : std::views::reverse(spans)) {
        if (stretch.kind != Stretch::Kind::kAllowed) {
            continue;
        }
        first = first_of_newest(due, stretch, left);
        left -= due.occurrences.count(*first - kOneSecond, stretch.last, left).value_or(left);
        if (*first > stretch.first || left <= 0) {
            break;
        }
    }
    return first;
}

/// The earliest occurrence that runs, before the deadline is looked at; none where none does.
std::optional<Second> first_to_run(const Due& due, const std::vector<Stretch>& spans) {
    const auto last = std::find_if(spans.rbegin(), spans.rend(), [](const Stretch& stretch) {
        return stretch.kind == Stretch::Kind::kAllowed;
    });
    if (last == spans.rend()) {
        return std::nullopt;
    }
    switch (due.task.policies.catch_up) {
        case model::CatchUp::kNone: {
            // One with jitter may have had to wait for the one before it, which came late in its
            // turn.
            const bool is_missed = due.now - (last->last + due.task.jitter) > kMissedAfter;
            return is_missed ? std::nullopt : std::optional(last->last);
        }
        case model::CatchUp::kLatest:
            return last->last;
        case model::CatchUp::kAll:
            return first_made_up(due, spans);
    }
    return std::nullopt;
}

/// Runs what the stretch has from `first_run` on and skips what is before.
void judge_allowed(const Due& due, const Stretch& stretch, std::optional<Second> first_run,
                   Claim& claim) {
    if (!first_run || *first_run > stretch.last) {
        skip_span(due, stretch.first, stretch.last, RunReason::kCatchUp, claim);
        return;
    }
    if (*first_run > stretch.first) {
        const auto last_skipped = due.occurrences.latest(stretch.first, *first_run - kOneSecond);
        skip_span(due, stretch.first, last_skipped.value_or(stretch.first), RunReason::kCatchUp,
                  claim);
    }
    for (Second occurrence = std::max(*first_run, stretch.first);;) {
        claim.run.push_back(occurrence);
        if (occurrence >= stretch.last) {
            return;
        }
        occurrence = due.occurrences.next(occurrence).value_or(stretch.last);
    }
}

/// Holds the occurrences of the stretch.
void hold_stretch(const Due& due, const Stretch& stretch, Claim& claim) {
    model::MissedSpan held{.first = stretch.first, .through = stretch.last};
    held.count = due.occurrences.count(stretch.first, stretch.last, kMaxCounted - 1);
    if (held.count) {
        *held.count += 1;
    }
    std::optional<Second> next = first_of_newest(due, stretch, kMaxCatchUp);
    while (next && *next < stretch.last) {
        held.newest.push_back(*next);
        next = due.occurrences.next(*next);
    }
    held.newest.push_back(stretch.last);
    claim.hold.push_back(std::move(held));
}

/// The last occurrence that is held: where any was missed, all are, save the last one if that comes
/// in time. None where none was.
std::optional<Second> last_held(const Due& due, const std::vector<Stretch>& spans) {
    const auto is_allowed = [](const Stretch& stretch) {
        return stretch.kind == Stretch::Kind::kAllowed;
    };
    const auto first = std::find_if(spans.begin(), spans.end(), is_allowed);
    const auto last = std::find_if(spans.rbegin(), spans.rend(), is_allowed);
    const Second last_missed = due.now - due.task.jitter - kMissedAfter - kOneSecond;
    if (first == spans.end() || first->first > last_missed) {
        return std::nullopt;
    }
    return last->last <= last_missed ? last->last : last->last - kOneSecond;
}

/// Takes what is held out of the stretches; what is excluded anyway stays.
std::vector<Stretch> hold_missed(const Due& due, const std::vector<Stretch>& spans, Claim& claim) {
    const auto end = last_held(due, spans);
    std::vector<Stretch> left;
    bool overtaken = false;
    for (Stretch stretch : spans) {
        if (end && stretch.kind == Stretch::Kind::kAllowed && stretch.first <= *end) {
            Stretch missed = stretch;
            missed.last = due.occurrences.latest(stretch.first, std::min(stretch.last, *end))
                              .value_or(stretch.first);
            hold_stretch(due, missed, claim);
            if (missed.last == stretch.last) {
                continue;
            }
            stretch.first = stretch.last;
        }
        overtaken = overtaken || stretch.kind == Stretch::Kind::kAllowed;
        left.push_back(stretch);
    }
    for (model::MissedSpan& held : claim.hold) {
        held.overtaken = overtaken;
    }
    return left;
}

/// The occurrences that run, before the deadline is looked at, and those that are skipped or held.
void judge_catch_up(const Due& due, const DueSpan& span, Claim& claim) {
    auto spans = stretches(due.occurrences, span.first, span.last);
    if (due.when_missed == WhenMissed::kAsk) {
        spans = hold_missed(due, spans, claim);
    }
    const auto first_run = first_to_run(due, spans);
    for (const Stretch& stretch : spans) {
        if (stretch.kind == Stretch::Kind::kAllowed) {
            judge_allowed(due, stretch, first_run, claim);
        } else {
            skip_span(due, stretch.first, stretch.last,
                      stretch.kind == Stretch::Kind::kExcluded ? RunReason::kCalendar
                                                               : RunReason::kCatchUp,
                      claim);
        }
    }
}

/// Moves the occurrences that are past their deadline from those that run to the skipped ones.
/// Those that excluded ones lie between are records of their own.
void judge_deadline(const Due& due, Claim& claim) {
    if (!due.task.policies.deadline) {
        return;
    }
    const auto in_time = std::find_if(claim.run.begin(), claim.run.end(), [&](Second occurrence) {
        return due.now - occurrence <= *due.task.policies.deadline;
    });
    for (auto late = claim.run.begin(); late != in_time; ++late) {
        Skip* const open = claim.skip.empty() ? nullptr : &claim.skip.back();
        const bool goes_on = open != nullptr && open->reason == RunReason::kDeadline &&
                             due.occurrences.next(open->through) == *late;
        if (goes_on) {
            open->through = *late;
            *open->count += 1;
        } else {
            claim.skip.push_back(
                Skip{.first = *late, .through = *late, .count = 1, .reason = RunReason::kDeadline});
        }
    }
    claim.run.erase(claim.run.begin(), in_time);
}

/// Moves the task on past the span.
void advance(const Due& due, const DueSpan& span, Claim& claim) {
    claim.remaining = due.task.remaining;
    if (claim.remaining) {
        *claim.remaining -= *span.counted;
    }
    if (claim.remaining && *claim.remaining <= 0) {
        claim.done = true;
    } else if (!schedule::after_finish(due.task.schedule)) {
        claim.next_run_at = due.occurrences.next(span.last);
        claim.done = !claim.next_run_at;
    } else if (claim.run.empty()) {
        // Nothing will end that the next time could be counted from: it counts from now.
        claim.next_run_at = due.occurrences.next(due.now);
        claim.done = !claim.next_run_at;
    }
}

}  // namespace

Claim decide_due(const model::Task& task, const schedule::Occurrences& occurrences,
                 time::Instant now, WhenMissed when_missed) {
    TASKSCHED_CHECK(task.next_run_at.has_value());
    const Due due{task, occurrences, time::floor_second(now), when_missed};
    Claim claim;
    claim.task_id = task.id;
    claim.version = task.version;
    claim.due = task.next_run_at;
    claim.overlap = task.policies.overlap;
    claim.jitter = task.jitter;
    const DueSpan span = due_span(due);
    judge_catch_up(due, span, claim);
    judge_deadline(due, claim);
    advance(due, span, claim);
    return claim;
}

Claim decide_due(const model::Task& task, time::Instant now, WhenMissed when_missed) {
    const schedule::Calendars none;
    const auto occurrences = schedule::Occurrences::of(task.schedule, none);
    TASKSCHED_CHECK(occurrences.has_value());
    return decide_due(task, *occurrences, now, when_missed);
}

}  // namespace tasksched::daemon
