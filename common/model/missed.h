#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/model/policies.h"
#include "common/model/skip.h"
#include "common/time/clock.h"

namespace tasksched::model {

/// An occurrence that is considered later than this, after the end of its jitter, counts as missed:
/// the daemon was down, the machine slept, or the clock was moved. Up to it a run is merely late.
inline constexpr std::chrono::seconds kMissedAfter{60};

/// How many missed occurrences catch-up `all` makes up at the most; older ones are skipped.
inline constexpr std::int64_t kMostMadeUp = 1000;

/// Occurrences of a task, one after the other, that were missed, and that neither run nor are
/// skipped until somebody decides.
struct MissedSpan {
    time::Second first;
    time::Second through;
    std::optional<std::int64_t> count{};  ///< none where there are too many to count
    std::vector<time::Second> newest{};   ///< the newest of them, upwards; all of them where few
    bool overtaken = false;               ///< the occurrence after them came in time

    friend bool operator==(const MissedSpan&, const MissedSpan&) = default;
};

/// What becomes of the missed occurrences of a task.
struct MissedVerdict {
    std::vector<time::Second> run;  ///< upwards
    std::vector<Skip> skip;
    std::string why_none;  ///< where none runs: why
};

/// What the task's policies make of its missed occurrences at `now`: catch-up says which are made
/// up, at most about kMostMadeUp, and of these the ones that are past the deadline are skipped.
/// With catch-up `latest`, one that came in time after them makes up for all. `asked` takes the
/// place of the task's catch-up policy: whoever names it wants the latest in any case. The spans
/// are in the order of time. Pure.
MissedVerdict judge_missed(const Policies& policies, const std::vector<MissedSpan>& spans,
                           time::Second now, std::optional<CatchUp> asked);

/// All of them skipped, for `reason`.
MissedVerdict skip_missed(const std::vector<MissedSpan>& spans, RunReason reason);

/// How many occurrences that are; none where some were too many to count.
std::optional<std::int64_t> count_missed(const std::vector<MissedSpan>& spans);
std::optional<std::int64_t> count_skipped(const MissedVerdict& verdict);

/// For people: "would run the latest", "would skip all (past the deadline)".
std::string describe(const MissedVerdict& verdict);

}  // namespace tasksched::model
