#include "cli/commands/update_diff.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "cli/input/values.h"
#include "cli/output/json.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/time_diff.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

constexpr std::chrono::days kDiffSpan{28};
constexpr std::int64_t kLimit = 1000;

/// Which starts are compared, and how many lines may come of it.
struct Bounds {
    std::chrono::seconds span;
    std::int64_t limit;
};

Result<Bounds> bounds_of(const UpdateOptions& options) {
    const auto limit = read_count("--limit", options.limit, kLimit);
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    if (!options.span) {
        return Bounds{kDiffSpan, *limit};
    }
    const auto span = time::parse_duration(*options.span);
    if (!span) {
        return tl::unexpected(at_place("--for", span.error()));
    }
    return Bounds{*span, *limit};
}

/// The differences of one task, as text.
class DiffText {
  public:
    /// `before` and `after` must outlive it.
    DiffText(const model::Task& before, const model::Task& after)
        : before_(before), after_(after) {}

    [[nodiscard]] std::string line(const model::TimeChange& change) const {
        if (!change.to) {
            return "- " + old_time(change);
        }
        return change.from ? fmt::format("~ {} -> {}", old_time(change), new_time(change))
                           : "+ " + new_time(change);
    }

    /// The first `shown` of the changes.
    [[nodiscard]] std::string json(const std::vector<model::TimeChange>& changes,
                                   std::size_t shown) const {
        std::string added;
        std::string removed;
        std::string moved;
        for (std::size_t i = 0; i < shown; ++i) {
            const model::TimeChange& change = changes[i];
            if (!change.to) {
                append(removed, json_string(old_time(change)));
            } else if (!change.from) {
                append(added, json_string(new_time(change)));
            } else {
                append(
                    moved,
                    JsonObject().add("from", old_time(change)).add("to", new_time(change)).text());
            }
        }
        return JsonObject()
            .add("task_id", before_.id.value)
            .add_raw("added", fmt::format("[{}]", added))
            .add_raw("removed", fmt::format("[{}]", removed))
            .add_raw("moved", fmt::format("[{}]", moved))
            .add("more", changes.size() - shown)
            .text();
    }

  private:
    [[nodiscard]] std::string old_time(const model::TimeChange& change) const {
        return time::format_time(*change.from, before_.schedule.zone);
    }
    [[nodiscard]] std::string new_time(const model::TimeChange& change) const {
        return time::format_time(*change.to, after_.schedule.zone);
    }
    static void append(std::string& list, const std::string& item) {
        list += list.empty() ? item : ',' + item;
    }

    const model::Task& before_;
    const model::Task& after_;
};

/// Whether one task is meant, or there may be several, whose lines must be told apart.
enum class Which { kOne, kSeveral };

/// Collects the differences of all tasks, up to the limit, and counts what is left out. Nothing is
/// printed before the end: an error of the last task leaves no half of an answer.
class DiffReport {
  public:
    DiffReport(Session& session, Bounds bounds, Which which)
        : session_(session), bounds_(bounds), which_(which) {}

    void add(const model::Task& before, const model::Task& after) {
        paused_ += after.state == model::TaskState::kPaused ? 1 : 0;
        const time::Second now = session_.now();
        // The update asked for them first: they can be had.
        const auto calendars =
            session_.calendars_of(after.schedule.days.names_calendars() ? after : before);
        TASKSCHED_CHECK(calendars.has_value());
        const model::TimeDiff diff =
            model::diff_times(before, after, **calendars, now, now + bounds_.span);
        const auto count = static_cast<std::int64_t>(diff.changes.size());
        const std::int64_t shown = std::min(count, bounds_.limit - shown_);
        add_text(DiffText(before, after), diff, static_cast<std::size_t>(shown), before);
        shown_ += shown;
        left_out_ += count - shown;
        if (diff.compared_until) {
            remarks_.push_back(fmt::format(
                "task {} starts so often that it was compared up to {} only", before.id.value,
                time::format_time(*diff.compared_until, after.schedule.zone)));
        }
    }

    void print(const service::UpdateResponse& response) const {
        for (const std::string& line : lines_) {
            session_.out().line(line);
        }
        if (left_out_ > 0 && session_.json()) {
            session_.remark(fmt::format("{} more are left out; --limit N shows more", left_out_));
        } else if (left_out_ > 0) {
            session_.out().line(fmt::format("... {} more; --limit N shows more", left_out_));
        }
        if (shown_ == 0) {
            session_.remark(fmt::format("no start changes within {}; tasks that would change: {}",
                                        time::format_duration(bounds_.span), response.updated));
        }
        if (paused_ > 0) {
            session_.remark(fmt::format(
                "paused tasks start when they are resumed; among these are {}", paused_));
        }
        for (const auto& remarks : {remarks_, response.remarks}) {
            for (const std::string& remark : remarks) {
                session_.remark(remark);
            }
        }
    }

  private:
    void add_text(const DiffText& text, const model::TimeDiff& diff, std::size_t shown,
                  const model::Task& task) {
        if (session_.json()) {
            if (which_ == Which::kOne || shown > 0) {
                lines_.push_back(text.json(diff.changes, shown));
            }
            return;
        }
        for (std::size_t i = 0; i < shown; ++i) {
            lines_.push_back(text.line(diff.changes[i]));
            if (which_ == Which::kSeveral) {
                lines_.back() +=
                    fmt::format("\t{}\t{}", task.id.value, task.name.empty() ? "-" : task.name);
            }
        }
    }

    Session& session_;
    Bounds bounds_;
    Which which_;
    std::vector<std::string> lines_;
    std::vector<std::string> remarks_;
    std::int64_t shown_ = 0;
    std::int64_t left_out_ = 0;
    std::int64_t paused_ = 0;
};

}  // namespace

Result<int> diff_update(Session& session, const UpdateOptions& options,
                        const service::UpdateRequest& request) {
    const auto bounds = bounds_of(options);
    if (!bounds) {
        return tl::unexpected(bounds.error());
    }
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    DiffReport report(session, *bounds, request.tasks.size() == 1 ? Which::kOne : Which::kSeveral);
    const auto viewed = (*service)->preview_update(
        request,
        [&](const model::Task& before, const model::Task& after) { report.add(before, after); });
    if (!viewed) {
        return tl::unexpected(viewed.error());
    }
    report.print(*viewed);
    return 0;
}

}  // namespace tasksched::cli::commands
