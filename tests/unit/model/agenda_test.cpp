#include "common/model/agenda.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Line = std::tuple<time::Second, std::int64_t>;

Task task(std::int64_t id, const TaskSpec& spec) {
    Task made = stored(spec).task;
    made.id = TaskId{id};
    return made;
}

std::vector<Line> taken(Agenda& agenda) {
    std::vector<Line> lines;
    for (; agenda.front() != nullptr; agenda.pop()) {
        lines.emplace_back(agenda.front()->front()->starts_at, agenda.front()->task().id.value);
    }
    return lines;
}

TEST(Agenda, MergesTasksInTheOrderOfTheirTimes) {
    Agenda agenda(now(), now() + hours(2));
    agenda.add(task(1, every("40m")), kBuiltInCalendars);
    agenda.add(task(2, every("1h")), kBuiltInCalendars);
    agenda.add(task(3, once("2026-11-24T12:50:00Z")), kBuiltInCalendars);
    EXPECT_EQ(taken(agenda), (std::vector<Line>{{now() + minutes(40), 1},
                                                {now() + minutes(50), 3},
                                                {now() + minutes(60), 2},
                                                {now() + minutes(80), 1},
                                                {now() + minutes(120), 1},
                                                {now() + minutes(120), 2}}));
}

TEST(Agenda, IsEmptyWhereNothingIsInTheSpan) {
    Agenda agenda(now(), now() + hours(2));
    EXPECT_EQ(agenda.front(), nullptr);
    agenda.add(task(1, every("3h")), kBuiltInCalendars);
    agenda.add(task(2, cron("@reboot")), kBuiltInCalendars);
    Task paused = task(3, every("1h"));
    paused.next_run_at.reset();
    agenda.add(paused, kBuiltInCalendars);
    EXPECT_EQ(agenda.front(), nullptr);
}

TEST(Agenda, LeavesOutWhatTheJitterPutsBehindItsEnd) {
    Task late = task(1, every("1h"));
    late.jitter = hours(1);
    const time::Second start = not_before(late, now() + hours(1));
    ASSERT_GT(start, now() + hours(1));
    Agenda agenda(now(), start - std::chrono::seconds(1));
    agenda.add(late, kBuiltInCalendars);
    EXPECT_TRUE(taken(agenda).empty());
}

TEST(Agenda, IsTheSortedUnionOfWhatItsTasksHaveAhead) {
    const time::Second until = now() + hours(24 * 7);
    Agenda agenda(now(), until);
    std::vector<Line> expected;
    for (std::int64_t id = 1; id <= 200; ++id) {
        Task made = task(id, cron(id % 2 == 0 ? "*/17 */3 * * *" : "5 9 * * 1-5"));
        made.jitter = minutes(id);
        for (Upcoming upcoming(made, kBuiltInCalendars, now());
             upcoming.front() && upcoming.front()->starts_at <= until; upcoming.pop()) {
            expected.emplace_back(upcoming.front()->starts_at, id);
        }
        agenda.add(std::move(made), kBuiltInCalendars);
    }
    std::stable_sort(expected.begin(), expected.end());
    EXPECT_GT(expected.size(), 20'000U);
    EXPECT_EQ(taken(agenda), expected);
}

}  // namespace
}  // namespace tasksched::model
