#include <gtest/gtest.h>

#include <iostream>

#include "common/schedule/cron.h"
#include "common/time/time_text.h"
#include "tests/unit/schedule/cron_cases.h"
#include "tests/unit/schedule/cron_model.h"

namespace tasksched::schedule {
namespace {

using time::Second;

std::string show(const std::optional<Second>& instant, const time::Zone& zone) {
    return instant ? time::format_time(*instant, zone) : "none";
}

/// Whether some date of 400 years matches, day by day.
bool model_ever_comes(const ModelCron& cron) {
    for (int year = 2000; year < 2400; ++year) {
        for (int month = 1; month <= 12; ++month) {
            const auto first = std::chrono::year{year} / month / 1;
            const auto length =
                static_cast<unsigned>((first.year() / first.month() / std::chrono::last).day());
            const auto weekday = std::chrono::weekday{std::chrono::sys_days{first}}.c_encoding();
            for (unsigned day = 1; day <= length; ++day) {
                if (matches_date(cron, {year, month, static_cast<int>(day),
                                        static_cast<int>((weekday + day - 1) % 7),
                                        static_cast<int>(length)})) {
                    return true;
                }
            }
        }
    }
    return false;
}

/// The search agrees with the model, from `after` on.
void expect_agreement(const ModelCron& model, const CronExpression& cron, const time::Zone& zone,
                      Second after) {
    const auto found = cron.next(after, zone);
    const auto answer = model_next(model, after, zone);
    if (answer.next) {
        EXPECT_EQ(found, answer.next)
            << "'" << model.text << "' in " << zone.name() << " after "
            << time::format_time(after, zone) << ": found " << show(found, zone) << ", the model "
            << show(answer.next, zone);
        return;
    }
    EXPECT_TRUE(found && *found >= answer.searched_to)
        << "'" << model.text << "' in " << zone.name() << " after "
        << time::format_time(after, zone) << ": found " << show(found, zone) << ", the model none";
}

bool is_near_a_change(const time::Zone& zone, Second instant) {
    constexpr std::chrono::days kNear{2};
    const auto change = zone.next_change(instant - kNear - std::chrono::seconds{1});
    return change && *change <= instant + kNear;
}

TEST(CronModel, AgreesWithTheSearch) {
    const std::uint64_t seed = case_seed();
    const std::int64_t count = case_count(4000);
    std::cout << "seed " << seed << ", " << count << " cases\n";
    CronCases cases(seed);
    std::int64_t refused = 0;
    std::int64_t near = 0;
    for (std::int64_t i = 0; i < count && !testing::Test::HasFailure();) {
        const time::Zone& zone = cases.zone();
        const Second after = cases.instant(zone);
        // Every other one has times close by, for what a time change does to them.
        const bool close = i % 2 == 0;
        const ModelCron model =
            close ? cases.expression_around(zone.local_time(after)) : cases.expression();
        if (const auto cron = CronExpression::parse(model.text)) {
            expect_agreement(model, *cron, zone, after);
            near += is_near_a_change(zone, after) ? 1 : 0;
            ++i;
        } else {
            ++refused;
            EXPECT_FALSE(model_ever_comes(model)) << cron.error().message;
        }
    }
    std::cout << near << " of the cases within two days of a time change, " << refused
              << " expressions refused: they never come\n";
    EXPECT_GE(near, count / 2) << "time changes are what there is to get wrong";
}

}  // namespace
}  // namespace tasksched::schedule
