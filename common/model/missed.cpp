#include "common/model/missed.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

namespace tasksched::model {

namespace {

using time::Second;

constexpr std::string_view kByPolicy = "catch-up none";
constexpr std::string_view kOvertaken = "the one after them came in time";
constexpr std::string_view kLate = "past the deadline";

/// Those of the span that can be made up. Of one with more than are known one by one, the earliest
/// that is known only tells where those end that cannot.
std::vector<Second>::const_iterator first_known(const MissedSpan& span) {
    const bool is_whole = span.newest.front() <= span.first;
    return is_whole || span.newest.size() == 1 ? span.newest.begin()
                                               : std::next(span.newest.begin());
}

/// The earliest that `all` makes up.
Second first_of_all(const std::vector<MissedSpan>& spans) {
    std::int64_t left = kMostMadeUp;
    Second first = spans.back().through;
    for (const MissedSpan& span : std::views::reverse(spans)) {
        const auto known = first_known(span);
        const std::int64_t count = std::distance(known, span.newest.end());
        first = count > left ? *std::prev(span.newest.end(), left) : *known;
        left -= count;
        if (left <= 0 || *known > span.first) {
            break;
        }
    }
    return first;
}

/// The earliest that is made up, before the deadline is looked at; none where none is.
std::optional<Second> first_made_up(CatchUp catch_up, const std::vector<MissedSpan>& spans) {
    switch (catch_up) {
        case CatchUp::kNone:
            return std::nullopt;
        case CatchUp::kLatest:
            // Where the clock was set back meanwhile, the last span need not be the latest.
            return std::max_element(spans.begin(), spans.end(),
                                    [](const MissedSpan& a, const MissedSpan& b) {
                                        return a.through < b.through;
                                    })
                ->newest.back();
        case CatchUp::kAll:
            return first_of_all(spans);
    }
    return std::nullopt;
}

Skip whole(const MissedSpan& span, RunReason reason) {
    return {.first = span.first, .through = span.through, .count = span.count, .reason = reason};
}

/// Splits the span into what is skipped, what is too late, and what runs from `first_run` on.
void judge_span(const MissedSpan& span, Second first_run, Second in_time, MissedVerdict& verdict) {
    const auto made_up = std::lower_bound(first_known(span), span.newest.end(), first_run);
    if (made_up == span.newest.end()) {
        verdict.skip.push_back(whole(span, RunReason::kMissed));
        return;
    }
    if (*made_up > span.first) {
        Skip before = whole(span, RunReason::kMissed);
        before.through =
            made_up == span.newest.begin() ? span.first : std::max(span.first, *std::prev(made_up));
        if (before.count) {
            *before.count -= std::distance(made_up, span.newest.end());
        }
        verdict.skip.push_back(before);
    }
    const auto kept = std::lower_bound(made_up, span.newest.end(), in_time);
    if (kept != made_up) {
        verdict.skip.push_back({.first = *made_up,
                                .through = *std::prev(kept),
                                .count = std::distance(made_up, kept),
                                .reason = RunReason::kDeadline});
    }
    verdict.run.insert(verdict.run.end(), kept, span.newest.end());
}

}  // namespace

MissedVerdict judge_missed(const Policies& policies, const std::vector<MissedSpan>& spans,
                           Second now, std::optional<CatchUp> asked) {
    if (spans.empty()) {
        return {};
    }
    const CatchUp catch_up = asked.value_or(policies.catch_up);
    const bool overtaken = !asked && catch_up == CatchUp::kLatest && spans.back().overtaken;
    const auto first_run = overtaken ? std::nullopt : first_made_up(catch_up, spans);
    if (!first_run) {
        MissedVerdict verdict = skip_missed(spans, RunReason::kMissed);
        verdict.why_none = overtaken ? kOvertaken : kByPolicy;
        return verdict;
    }
    MissedVerdict verdict;
    const Second in_time = policies.deadline ? now - *policies.deadline : Second::min();
    for (const MissedSpan& span : spans) {
        judge_span(span, *first_run, in_time, verdict);
    }
    std::sort(verdict.run.begin(), verdict.run.end());
    verdict.why_none = verdict.run.empty() ? kLate : std::string_view();
    return verdict;
}

MissedVerdict skip_missed(const std::vector<MissedSpan>& spans, RunReason reason) {
    MissedVerdict verdict;
    for (const MissedSpan& span : spans) {
        verdict.skip.push_back(whole(span, reason));
    }
    return verdict;
}

std::optional<std::int64_t> count_missed(const std::vector<MissedSpan>& spans) {
    std::optional<std::int64_t> total = 0;
    for (const MissedSpan& span : spans) {
        total = total && span.count ? std::optional(*total + *span.count) : std::nullopt;
    }
    return total;
}

std::optional<std::int64_t> count_skipped(const MissedVerdict& verdict) {
    std::optional<std::int64_t> total = 0;
    for (const Skip& skip : verdict.skip) {
        total = total && skip.count ? std::optional(*total + *skip.count) : std::nullopt;
    }
    return total;
}

std::string describe(const MissedVerdict& verdict) {
    if (verdict.run.empty()) {
        const bool is_one = count_skipped(verdict) == 1;
        return fmt::format("would skip {}{}", is_one ? "it" : "all",
                           verdict.why_none.empty() ? "" : fmt::format(" ({})", verdict.why_none));
    }
    const std::size_t runs = verdict.run.size();
    if (verdict.skip.empty()) {
        return runs == 1 ? "would run it" : fmt::format("would run all {}", runs);
    }
    const bool some_late =
        std::any_of(verdict.skip.begin(), verdict.skip.end(),
                    [](const Skip& skip) { return skip.reason == RunReason::kDeadline; });
    return fmt::format("would run the latest{}{}", runs == 1 ? "" : fmt::format(" {}", runs),
                       some_late ? fmt::format(" (others are {})", kLate) : "");
}

}  // namespace tasksched::model
