#include "common/store/sqlite/missed_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base/text.h"
#include "common/store/sqlite/missed_sql.h"
#include "common/store/sqlite/run_changes.h"
#include "common/store/sqlite/run_write_sql.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_rows.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using std::chrono::seconds;
using time::Second;

/// What a list may hold at the most: more is none of this program's.
constexpr std::int64_t kMostInstants = 10 * model::kMostMadeUp;

/// How many instants from `begin` on are equally far apart.
std::size_t even_run(const std::vector<Second>& instants, std::size_t begin) {
    std::size_t end = std::min(begin + 2, instants.size());
    while (end < instants.size() &&
           instants[end] - instants[end - 1] == instants[begin + 1] - instants[begin]) {
        ++end;
    }
    return end - begin;
}

/// The last instant within the span that the task's records account for; none where none does.
std::optional<Second> end_of_records(Statements& statements, model::TaskId task,
                                     const model::MissedSpan& span) {
    Query row = statements.use(sql::kEndOfRecords, task, span.first, span.through);
    return row.step() ? std::optional(row.second(0)) : std::nullopt;
}

/// What of the span is later than `end`, which is within it; none where nothing is.
std::optional<model::MissedSpan> after(const model::MissedSpan& span, Second end) {
    const auto left = std::upper_bound(span.newest.begin(), span.newest.end(), end);
    if (left == span.newest.end()) {
        return std::nullopt;
    }
    model::MissedSpan later = span;
    later.newest.assign(left, span.newest.end());
    if (left != span.newest.begin()) {
        later.first = later.newest.front();
        later.count = static_cast<std::int64_t>(later.newest.size());
    } else {
        later.first = end + seconds{1};  // some of which not each is known
        later.count.reset();
    }
    return later;
}

Result<model::MissedSpan> read_span(const Query& row) {
    return instants_of_steps(row.text(4)).map([&](std::vector<Second> newest) {
        return model::MissedSpan{.first = row.second(1),
                                 .through = row.second(2),
                                 .count = row.optional(3, &Query::integer),
                                 .newest = std::move(newest),
                                 .overtaken = row.truth(5)};
    });
}

/// The task of the row, and no span yet; none where it cannot be read.
std::optional<MissedTask> begin_task(Statements& statements, model::TaskId id) {
    auto tasks = read_good_tasks(statements.use(sql::kTaskById, id), 1);
    if (tasks.empty()) {
        return std::nullopt;
    }
    return MissedTask{.task = std::move(tasks.front()), .spans = {}};
}

}  // namespace

std::string steps_as_json(const std::vector<Second>& instants) {
    std::string json = "[";
    for (std::size_t begin = 0; begin < instants.size();) {
        const std::size_t length = even_run(instants, begin);
        const seconds step = length > 1 ? instants[begin + 1] - instants[begin] : seconds{0};
        json += fmt::format("{}{},{},{}", json.size() > 1 ? "," : "",
                            instants[begin].time_since_epoch().count(), step.count(), length);
        begin += length;
    }
    return json + ']';
}

Result<std::vector<Second>> instants_of_steps(const std::string& json) {
    std::vector<Second> instants;
    const auto refuse = [&json] {
        return base::fail(base::ErrorCode::kFailed, "{} is no list of times", base::quoted(json));
    };
    try {
        const auto numbers = nlohmann::json::parse(json).get<std::vector<std::int64_t>>();
        for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
            if (numbers[i + 2] < 1 || numbers[i + 2] > kMostInstants) {
                return refuse();
            }
            for (std::int64_t step = 0; step < numbers[i + 2]; ++step) {
                instants.emplace_back(seconds{numbers[i] + step * numbers[i + 1]});
            }
        }
    } catch (const nlohmann::json::exception&) {
        return refuse();
    }
    return instants.empty() ? refuse() : Result<std::vector<Second>>(std::move(instants));
}

void hold_missed(Statements& statements, model::TaskId task, const std::string& user_id,
                 const model::MissedSpan& span, time::Instant at) {
    const auto end = end_of_records(statements, task, span);
    const auto left = end ? after(span, *end) : std::optional(span);
    if (left) {
        statements.run(sql::kHoldMissed, task, left->first, left->through, left->count,
                       steps_as_json(left->newest), left->overtaken ? 1 : 0, user_id, at);
    }
}

Result<std::vector<MissedTask>> read_missed(Statements& statements, const MissedFilter& filter) {
    std::vector<MissedTask> found;
    const model::TaskId after = filter.after.value_or(model::TaskId{0});
    Query row = filter.task_id
                    ? statements.use(sql::kMissedOfTask, *filter.task_id, after, filter.now)
                    : statements.use(sql::kMissedOfUser, filter.user_id, after, filter.now);
    while (row.step()) {
        const model::TaskId id{row.integer(0)};
        if (found.empty() || found.back().task.id != id) {
            if (static_cast<std::int64_t>(found.size()) >= filter.limit) {
                break;
            }
            auto begun = begin_task(statements, id);
            if (!begun) {
                continue;  // `store check` names a task that cannot be read
            }
            found.push_back(std::move(*begun));
        }
        auto span = read_span(row);
        if (!span) {
            return tl::unexpected(std::move(span.error()));
        }
        found.back().spans.push_back(std::move(*span));
    }
    return found;
}

std::int64_t settle_missed(Statements& statements, const MissedTask& missed,
                           const model::MissedVerdict& verdict, time::Instant at) {
    const model::Task& task = missed.task;
    for (const model::MissedSpan& span : missed.spans) {
        statements.run(sql::kForgetMissed, task.id, span.first);
    }
    for (const model::Skip& skip : verdict.skip) {
        statements.run(sql::kInsertSkip, task.id, task.version, skip.first, skip.through,
                       skip.count, reason_or_null(skip.reason), at, task.user_id, task.type,
                       model::not_before(task, skip.first), task.policies.priority);
    }
    std::int64_t queued = 0;
    for (const Second occurrence : verdict.run) {
        queued += statements.run(sql::kInsertRun, task.id, task.version, task.user_id, task.type,
                                 occurrence, at, model::not_before(task, occurrence),
                                 task.policies.priority);
    }
    return queued;
}

}  // namespace tasksched::store::sqlite
