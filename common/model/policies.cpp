#include "common/model/policies.h"

#include <algorithm>

#include "common/model/words.h"
#include "common/time/duration_text.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<CatchUp>, 3> kCatchUpWords{{
    {CatchUp::kNone, "none"},
    {CatchUp::kLatest, "latest"},
    {CatchUp::kAll, "all"},
}};

constexpr std::size_t kOverlapListed = 4;
constexpr std::array<Word<Overlap>, 7> kOverlapWords{{
    {Overlap::kAllow, "allow"},
    {Overlap::kSkip, "skip"},
    {Overlap::kQueue, "queue"},
    {Overlap::kReplace, "replace"},
    {Overlap::kAllow, "Allow"},
    {Overlap::kSkip, "Forbid"},
    {Overlap::kReplace, "Replace"},
}};

constexpr std::array<Word<OnCrash>, 3> kOnCrashWords{{
    {OnCrash::kAsk, "ask"},
    {OnCrash::kRetry, "retry"},
    {OnCrash::kFail, "fail"},
}};

}  // namespace

std::string_view to_string(CatchUp value) { return word_of(kCatchUpWords, value); }
std::string_view to_string(Overlap value) { return word_of(kOverlapWords, value); }
std::string_view to_string(OnCrash value) { return word_of(kOnCrashWords, value); }

base::Result<CatchUp> parse_catch_up(std::string_view text) {
    return value_of(kCatchUpWords, text);
}

base::Result<Overlap> parse_overlap(std::string_view text) {
    return value_of(kOverlapWords, text, kOverlapListed);
}

base::Result<OnCrash> parse_on_crash(std::string_view text) {
    return value_of(kOnCrashWords, text);
}

base::Result<Backoff> parse_backoff(std::string_view text) {
    const std::size_t dots = text.find("..");
    const auto base = time::parse_duration(text.substr(0, dots));
    if (!base) {
        return tl::unexpected(base.error());
    }
    Backoff backoff;
    backoff.base = *base;
    if (dots == std::string_view::npos) {
        backoff.cap = std::max(backoff.cap, backoff.base);
        return backoff;
    }
    const auto cap = time::parse_duration(text.substr(dots + 2));
    if (!cap) {
        return tl::unexpected(cap.error());
    }
    if (*cap < *base) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{}: the first duration is the shorter one, as in 30s..1h",
                          base::quoted(text));
    }
    backoff.cap = *cap;
    return backoff;
}

std::string format_backoff(const Backoff& backoff) {
    return time::format_duration(backoff.base) + ".." + time::format_duration(backoff.cap);
}

}  // namespace tasksched::model
