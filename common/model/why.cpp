#include "common/model/why.h"

#include <fmt/format.h>

#include <chrono>

#include "common/model/missed.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using std::chrono::seconds;
using time::Second;

/// Prints times in the zone of the task.
class Sentences {
  public:
    Sentences(const Task& task, const Evidence& evidence) : task_(task), evidence_(evidence) {}

    [[nodiscard]] std::string of_record(const Run& run) const;
    [[nodiscard]] std::string of_none() const;

  private:
    [[nodiscard]] std::string show(Second at) const {
        return time::format_time(at, task_.schedule.zone);
    }
    [[nodiscard]] std::string show(const std::optional<time::Instant>& at) const {
        return at ? show(time::floor_second(*at)) : "an unknown time";
    }

    [[nodiscard]] bool is_made_up(const Run& run) const {
        return run.scheduled_for &&
               run.created_at > *run.scheduled_for + task_.jitter + kMissedAfter;
    }

    [[nodiscard]] std::string of_failed(const Run& run) const;
    [[nodiscard]] std::string of_cancelled(const Run& run) const;
    [[nodiscard]] std::string of_skipped(const Run& run) const;
    [[nodiscard]] std::string why_skipped(const Run& run) const;
    [[nodiscard]] std::string of_no_occurrence() const;
    [[nodiscard]] std::string of_future() const;
    [[nodiscard]] std::string of_past() const;

    const Task& task_;
    const Evidence& evidence_;
};

std::string Sentences::of_record(const Run& run) const {
    const std::int64_t id = run.id.value;
    switch (run.state) {
        case RunState::kQueued:
            return run.not_before > evidence_.now
                       ? fmt::format("run {} starts at {}: {}", id, show(run.not_before),
                                     is_made_up(run)
                                         ? "it makes up for a time that was missed, and those are "
                                           "spread"
                                         : "its jitter delays it")
                       : fmt::format("run {} waits for a free slot", id);
        case RunState::kRunning:
            return fmt::format("run {} is under way since {}, attempt {}", id, show(run.started_at),
                               run.attempt);
        case RunState::kWaiting:
            return fmt::format("attempt {} of run {} {}; the next one comes at {}", run.attempt, id,
                               run.reason == RunReason::kSetup
                                   ? "was hindered by what the administrator has to mend"
                                   : "failed",
                               show(run.next_attempt_at));
        case RunState::kSucceeded:
            return fmt::format("it ran: run {} succeeded at {}", id, show(run.finished_at));
        case RunState::kFailed:
            return of_failed(run);
        case RunState::kCancelled:
            return of_cancelled(run);
        case RunState::kSkipped:
            return of_skipped(run);
        case RunState::kUnknown:
            return fmt::format(
                "run {} was started, and {}; settle it with: tasksched resolve {}", id,
                run.reason == RunReason::kUnanswered ? "nobody can tell any more what came of it"
                                                     : "a crash hid its end",
                id);
    }
    return {};
}

std::string Sentences::of_failed(const Run& run) const {
    std::string end;
    if (run.reason == RunReason::kDeadline) {
        end = "it was not done by its deadline";
    } else if (run.reason == RunReason::kTimeout) {
        end = "its last attempt took longer than its timeout";
    } else if (run.reason == RunReason::kCrash) {
        end = "a crash hid its end, which its --on-crash takes for a failure";
    } else if (run.reason == RunReason::kResolved) {
        end = "a person settled it so";
    } else if (!run.detail.empty()) {
        end = run.detail;
    } else if (run.signal) {
        end = fmt::format("signal {} ended it", *run.signal);
    } else {
        end = fmt::format("it exited with {}", run.exit_code.value_or(-1));
    }
    return fmt::format("run {} failed at its attempt {}: {}", run.id.value, run.attempt, end);
}

std::string Sentences::of_cancelled(const Run& run) const {
    switch (run.reason) {
        case RunReason::kReplaced:
            return fmt::format(
                "run {} was cancelled: a later occurrence took its place (overlap {})",
                run.id.value, to_string(task_.policies.overlap));
        case RunReason::kTaskCancelled:
            return fmt::format("run {} was cancelled with its task", run.id.value);
        case RunReason::kKilled:
            return fmt::format("run {} was cancelled: somebody asked for its end", run.id.value);
        default:
            return fmt::format("run {} was cancelled", run.id.value);
    }
}

std::string Sentences::of_skipped(const Run& run) const {
    std::string text = "it was skipped: " + why_skipped(run);
    if (run.through && run.scheduled_for && *run.through > *run.scheduled_for) {
        const std::string count =
            run.count ? fmt::format("{} occurrences", *run.count) : "occurrences without number";
        text += fmt::format("; run {} stands for {} from {} to {}", run.id.value, count,
                            show(*run.scheduled_for), show(*run.through));
    }
    return text;
}

std::string Sentences::why_skipped(const Run& run) const {
    switch (run.reason) {
        case RunReason::kOverlap:
            return fmt::format("a run of the task was not over (overlap {})",
                               to_string(task_.policies.overlap));
        case RunReason::kDeadline:
            return "its deadline was over before it could start";
        case RunReason::kCatchUp:
            return fmt::format(
                "it was missed, and the task makes up no more than it does (catch-up {})",
                to_string(task_.policies.catch_up));
        case RunReason::kTaskCancelled:
            return "it was missed while no daemon could run it, and then the task was cancelled";
        case RunReason::kMissed:
            return "it was missed while no daemon could run it, and was not made up when somebody "
                   "decided on it";
        case RunReason::kCalendar:
            return fmt::format("its day is excluded ({})", describe(task_.schedule.days));
        case RunReason::kQuota:
            return "it was over a limit of the user's";
        case RunReason::kPaused:
            return "the task was paused";
        default:
            return "no reason is recorded";
    }
}

std::string Sentences::of_none() const {
    if (evidence_.is_held) {
        return fmt::format(
            "it was missed while no daemon could run it, and waits for a decision: tasksched "
            "missed --run {}, or --skip",
            task_.id.value);
    }
    if (schedule::at_reboot(task_.schedule)) {
        return "it has no times of its own: it runs when the system has started";
    }
    if (evidence_.at <= time::floor_second(task_.created_at)) {
        return fmt::format("the task was only made at {}",
                           show(time::floor_second(task_.created_at)));
    }
    if (evidence_.occurrences == nullptr) {
        return fmt::format("the configuration lacks a calendar of the task ({}): it waits for it",
                           describe(task_.schedule.days));
    }
    if (!schedule::after_finish(task_.schedule) &&
        evidence_.occurrences->next(evidence_.at - seconds(1)) != evidence_.at) {
        return of_no_occurrence();
    }
    return evidence_.at > evidence_.now ? of_future() : of_past();
}

std::string Sentences::of_no_occurrence() const {
    const auto after = evidence_.occurrences->next(evidence_.at);
    const auto before =
        evidence_.occurrences->latest(time::floor_second(task_.created_at), evidence_.at);
    std::string beside = "its schedule has no times there";
    if (before && after) {
        beside = fmt::format("the times beside it are {} and {}", show(*before), show(*after));
    } else if (after) {
        beside = fmt::format("its first time is {}", show(*after));
    } else if (before) {
        beside = fmt::format("its last time is {}", show(*before));
    }
    return fmt::format("it is none of the task's times by its schedule of now ({}): {}",
                       describe(task_.schedule), beside);
}

std::string Sentences::of_future() const {
    switch (task_.state) {
        case TaskState::kPaused:
            return "it is yet to come, and the task is paused";
        case TaskState::kDone:
        case TaskState::kCancelled:
            return fmt::format("it will not come: the task is {}", to_string(task_.state));
        case TaskState::kActive:
            break;
    }
    return evidence_.occurrences->is_excluded(evidence_.at)
               ? fmt::format("it is yet to come and will be skipped: its day is excluded ({})",
                             describe(task_.schedule.days))
               : "it is yet to come";
}

std::string Sentences::of_past() const {
    if (task_.state == TaskState::kActive && task_.next_run_at &&
        *task_.next_run_at <= evidence_.at) {
        return "it is due and no daemon has taken it yet; tasksched status tells more";
    }
    if (task_.state == TaskState::kPaused) {
        return "the task is paused, and nothing is recorded while it is";
    }
    return fmt::format(
        "there is no record of it: the task was {} then, or had another schedule than now "
        "(version {})",
        task_.state == TaskState::kActive ? "paused"
                                          : fmt::format("paused or {}", to_string(task_.state)),
        task_.version);
}

}  // namespace

bool is_recorded(const Evidence& evidence) {
    const auto& record = evidence.record;
    return record && record->scheduled_for &&
           (*record->scheduled_for == evidence.at ||
            (record->through && *record->scheduled_for <= evidence.at &&
             evidence.at <= *record->through));
}

std::string why(const Task& task, const Evidence& evidence) {
    const Sentences sentences(task, evidence);
    return is_recorded(evidence) ? sentences.of_record(*evidence.record) : sentences.of_none();
}

}  // namespace tasksched::model
