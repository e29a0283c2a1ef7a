#include "tests/simulation/claim_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/schedule/schedule.h"
#include "common/time/time_text.h"
#include "daemon/scheduler/due.h"

namespace tasksched::simulation {
namespace {

using model::CatchUp;
using model::RunReason;
using std::chrono::seconds;
using time::Second;

/// Occurrences that a claim treats alike: one run, a skip, or some that are held.
struct Piece {
    Second first;
    Second through;
    std::optional<std::int64_t> count;
    RunReason reason = RunReason::kNone;  ///< of a skip; none for a run
    bool held = false;
};

std::vector<Piece> pieces_of(const store::Claim& claim) {
    std::vector<Piece> pieces;
    pieces.reserve(claim.skip.size() + claim.run.size() + claim.hold.size());
    for (const store::Skip& skip : claim.skip) {
        pieces.push_back({skip.first, skip.through, skip.count, skip.reason});
    }
    for (const Second run : claim.run) {
        pieces.push_back({run, run, 1, RunReason::kNone});
    }
    for (const model::MissedSpan& span : claim.hold) {
        pieces.push_back({span.first, span.through, span.count, RunReason::kNone, true});
    }
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece& a, const Piece& b) { return a.first < b.first; });
    return pieces;
}

class Check {
  public:
    Check(const model::Task& task, Occurrences& occurrences, const store::Claim& claim,
          const Decision& decision)
        : task_(task),
          occurrences_(occurrences),
          claim_(claim),
          decision_(decision),
          pieces_(pieces_of(claim)),
          after_finish_(schedule::after_finish(task.schedule)) {}

    std::optional<std::string> run() {
        account();
        if (problem_.empty()) {
            check_times();
            check_held();
            check_catch_up();
            check_deadline();
            check_count();
            check_next();
            check_calm();
        }
        if (problem_.empty()) {
            return std::nullopt;
        }
        return fmt::format("task {} ({}, jitter {}, catch-up {}) at {}: {}", task_.id.value,
                           schedule::describe(task_.schedule), task_.jitter.count(),
                           model::to_string(task_.policies.catch_up), show(decision_.now),
                           problem_);
    }

  private:
    static std::string show(Second at) { return time::format_time(at, time::Zone()); }

    /// `at` is the occurrence that it is about.
    void expect(bool holds, std::string_view what, Second at) {
        if (!holds && problem_.empty()) {
            problem_ = fmt::format("{}: {}", show(at), what);
        }
    }

    /// The pieces follow each other without a gap, from the time that the task was due at.
    void account() {
        std::optional<Second> expected = task_.next_run_at;
        for (const Piece& piece : pieces_) {
            if (expected != piece.first) {
                problem_ = fmt::format("{} comes in the place of {}", show(piece.first),
                                       expected ? show(*expected) : "none");
                return;
            }
            const std::int64_t count =
                after_finish_ ? 1 : occurrences_.count(piece.first, piece.through);
            if (piece.count ? *piece.count != count : count <= daemon::kMaxCounted) {
                problem_ = fmt::format("the skip of {} to {} has {} occurrences, not {}",
                                       show(piece.first), show(piece.through), count,
                                       piece.count.value_or(-1));
                return;
            }
            total_ += count;
            last_ = piece.through;
            expected = after_finish_ ? std::nullopt : occurrences_.next(piece.through);
        }
        following_ = expected;
        expect(!pieces_.empty(), "nothing was claimed", *task_.next_run_at);
    }

    /// All that is due is in the claim, and nothing that is not.
    void check_times() {
        const Second first = pieces_.front().first;
        expect(model::not_before(task_, first) <= decision_.now, "comes before its time", first);
        expect(last_ == first || last_ <= decision_.now - task_.jitter, "comes before its time",
               last_);
        const bool more = !task_.remaining || total_ < *task_.remaining;
        expect(!following_ || !more || *following_ > decision_.now - task_.jitter,
               "is due and was left behind", following_.value_or(last_));
    }

    /// Where the daemon asks and any was missed, all are held, save the last one if that is in
    /// time.
    void check_held() {
        const auto late = [&](Second at) {
            return decision_.now - (at + task_.jitter) > daemon::kMissedAfter;
        };
        const bool holds = decision_.asks && late(pieces_.front().first);
        for (const Piece& piece : pieces_) {
            if (piece.held) {
                expect(holds && (piece.through < last_ || late(last_)),
                       "is held and was not missed", piece.through);
                total_held_ += piece.count.value_or(daemon::kMaxCounted + 1);
            } else {
                expect(!holds || (piece.first == last_ && !late(last_)),
                       "was missed and is not held", piece.first);
            }
        }
        for (const model::MissedSpan& span : claim_.hold) {
            check_newest(span);
            expect(span.overtaken == !pieces_.back().held, "knows not whether one came in time",
                   span.through);
        }
    }

    /// The newest are told one by one: all, or many.
    void check_newest(const model::MissedSpan& span) {
        std::optional<Second> expected = span.newest.front();
        for (const Second at : span.newest) {
            expect(expected.value_or(Second::max()) == at, "is not among the newest that are held",
                   at);
            expected = after_finish_ ? std::nullopt : occurrences_.next(at);
        }
        const auto known = static_cast<std::int64_t>(span.newest.size());
        expect(span.newest.back() == span.through, "is the last that is held, and not known",
               span.through);
        expect(span.newest.front() == span.first || known >= daemon::kMaxCatchUp / 2,
               "few of those that are held are known", span.first);
        expect(known <= daemon::kMaxCatchUp, "too many are held one by one", span.first);
    }

    /// Those that the catch-up policy lets run, whatever their deadline: the last ones.
    void check_catch_up() {
        std::int64_t made_up = 0;
        if (pieces_.back().held) {
            return;  // nothing is left to judge
        }
        for (const Piece& piece : pieces_) {
            if (piece.held) {
                continue;
            }
            if (piece.reason == RunReason::kCatchUp) {
                expect(made_up == 0, "catch-up skips it, and runs an earlier one", piece.first);
            } else {
                made_up += piece.count.value_or(0);
            }
        }
        const bool missed = decision_.now - (last_ + task_.jitter) > daemon::kMissedAfter;
        switch (task_.policies.catch_up) {
            case CatchUp::kNone:
                expect(made_up == (missed ? 0 : 1), "catch-up none makes up what was missed",
                       last_);
                return;
            case CatchUp::kLatest:
                expect(made_up == 1, "catch-up latest runs not exactly the last one", last_);
                return;
            case CatchUp::kAll:
                expect(made_up >= 1 && made_up <= daemon::kMaxCatchUp,
                       "catch-up all makes up more than its bound", last_);
                expect(made_up == total_ - total_held_ || total_ > daemon::kMaxCatchUp,
                       "catch-up all leaves out what is within its bound", last_);
                return;
        }
    }

    void check_deadline() {
        const auto& deadline = task_.policies.deadline;
        for (const Piece& piece : pieces_) {
            if (piece.held) {
                continue;
            }
            if (piece.reason == RunReason::kNone) {
                expect(!deadline || decision_.now - piece.first <= *deadline,
                       "runs past its deadline", piece.first);
            } else if (piece.reason == RunReason::kDeadline) {
                expect(deadline && decision_.now - piece.through > *deadline,
                       "is skipped within its deadline", piece.through);
            } else {
                expect(piece.reason == RunReason::kCatchUp, "is skipped without a reason",
                       piece.first);
            }
        }
    }

    void check_count() {
        expect(claim_.remaining.has_value() == task_.remaining.has_value(), "a count came or went",
               last_);
        if (task_.remaining && claim_.remaining) {
            expect(*claim_.remaining == *task_.remaining - total_, "the count is not exact", last_);
            expect(*claim_.remaining >= 0, "comes after all that the count allows", last_);
        }
    }

    /// The task goes on at the first occurrence that is not in the claim, or it is done.
    void check_next() {
        std::optional<Second> next = following_;
        const bool exhausted = claim_.remaining && *claim_.remaining == 0;
        const bool runs = !claim_.run.empty();
        if (after_finish_ && !runs) {
            next = occurrences_.next_after_finish(decision_.now);
            next = task_.schedule.until && *next > *task_.schedule.until ? std::nullopt : next;
        }
        const auto expected = exhausted ? std::nullopt : next;
        const bool beyond_knowledge =
            !expected && claim_.next_run_at && *claim_.next_run_at >= kLastInstant;
        expect(claim_.next_run_at == expected || beyond_knowledge,
               "comes next, and something else was told", expected.value_or(last_));
        const bool waits_for_end = after_finish_ && runs && !exhausted;
        expect(claim_.done == (!claim_.next_run_at && !waits_for_end),
               "the task is done where it is not, or not where it is", last_);
    }

    /// While nothing is in the way, all comes at its time, and nothing is missed.
    void check_calm() {
        const Second first = pieces_.front().first;
        expect(first < decision_.calm_since || decision_.now <= first + task_.jitter,
               "comes late, though nothing was in its way", first);
        for (const Piece& piece : pieces_) {
            const bool missed = piece.held || piece.reason == RunReason::kCatchUp;
            expect(!missed || piece.through < decision_.calm_since,
                   "counts as missed, though nothing was in its way", piece.through);
        }
    }

    const model::Task& task_;
    Occurrences& occurrences_;
    const store::Claim& claim_;
    const Decision& decision_;
    std::vector<Piece> pieces_;
    bool after_finish_;
    std::int64_t total_ = 0;
    std::int64_t total_held_ = 0;
    Second last_{};
    std::optional<Second> following_;
    std::string problem_;
};

}  // namespace

std::optional<std::string> broken_rule(const model::Task& task, Occurrences& occurrences,
                                       const store::Claim& claim, const Decision& decision) {
    return Check(task, occurrences, claim, decision).run();
}

}  // namespace tasksched::simulation
