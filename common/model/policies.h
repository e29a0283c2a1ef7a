#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/exit_codes.h"
#include "common/model/limits.h"

namespace tasksched::model {

/// What becomes of occurrences that came due while nobody could run them.
enum class CatchUp { kNone, kLatest, kAll };

/// What becomes of an occurrence whose task still has a run that is queued, running or waiting.
enum class Overlap { kAllow, kSkip, kQueue, kReplace };

/// What becomes of a run whose end a crash hid.
enum class OnCrash { kAsk, kRetry, kFail };

/// How long a failed run waits for its next attempt: doubled from `base`, up to `cap`, with jitter.
struct Backoff {
    std::chrono::seconds base{30};
    std::chrono::seconds cap{3600};

    friend bool operator==(const Backoff&, const Backoff&) = default;
};

/// How a task is to be carried out. The defaults are those of type command;
/// those of the other types stand in their TypeInfo.
struct Policies {
    CatchUp catch_up = CatchUp::kLatest;
    std::optional<std::chrono::seconds> deadline;  ///< from scheduled_for; ends retries too
    Overlap overlap = Overlap::kSkip;
    std::optional<std::chrono::seconds> timeout;  ///< of one attempt
    int retries = 0;                              ///< attempts after the first, 0 to 100
    Backoff backoff;
    OnCrash on_crash = OnCrash::kAsk;
    std::string notify;    ///< an address; "none"; empty for the configured default
    int priority = 0;      ///< -100 to 100, the greater first
    ExitCodes retry_on;    ///< the only failures that `retries` is for, beside 75; none: all
    ExitCodes give_up_on;  ///< failures that it is not for; goes before retry_on
    Limits limits;         ///< of the programs that are run

    friend bool operator==(const Policies&, const Policies&) = default;
};

std::string_view to_string(CatchUp value);
std::string_view to_string(Overlap value);
std::string_view to_string(OnCrash value);

/// Read the words of CLI.md; kInvalid names the allowed ones. Overlap also takes Kubernetes'
/// Allow, Forbid (skip) and Replace.
base::Result<CatchUp> parse_catch_up(std::string_view text);
base::Result<Overlap> parse_overlap(std::string_view text);
base::Result<OnCrash> parse_on_crash(std::string_view text);

/// "30s" or "30s..1h".
base::Result<Backoff> parse_backoff(std::string_view text);
std::string format_backoff(const Backoff& backoff);

}  // namespace tasksched::model
