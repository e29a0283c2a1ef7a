#include <benchmark/benchmark.h>

#include <string>

#include "common/schedule/cron.h"
#include "common/time/zone.h"

// How long it takes to tell the next time of a cron expression: the scheduler does it for each run,
// `tasksched next --batch` for each line.

namespace {

using tasksched::schedule::CronExpression;
using tasksched::time::Second;
using tasksched::time::Zone;

/// 1 January 2026 in UTC; the benchmarks walk through the occurrences from there on.
constexpr Second kBegin{std::chrono::seconds{1'767'225'600}};

/// The years 2026 to 2075: half of them beyond what a zone's file lists.
constexpr Second kEnd = kBegin + std::chrono::days{50 * 365};

void next(benchmark::State& state, const std::string& expression, const std::string& zone_name) {
    const auto cron = CronExpression::parse(expression);
    const auto zone = Zone::load(zone_name);
    if (!cron || !zone) {
        state.SkipWithError("the expression or the zone is not valid");
        return;
    }
    Second after = kBegin;
    for (auto _ : state) {
        const auto found = cron->next(after, *zone);
        benchmark::DoNotOptimize(found);
        after = found && *found < kEnd ? *found : kBegin;
    }
}

void parse(benchmark::State& state, const std::string& expression) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(CronExpression::parse(expression));
    }
}

#define NEXT(name, expression)                              \
    BENCHMARK_CAPTURE(next, name##_utc, expression, "UTC"); \
    BENCHMARK_CAPTURE(next, name##_paris, expression, "Europe/Paris")

NEXT(each_minute, "* * * * *");
NEXT(each_five_minutes, "*/5 * * * *");
NEXT(each_hour, "0 * * * *");
NEXT(each_day, "30 2 * * *");
NEXT(working_days, "0 9 * * 1-5");
NEXT(each_month, "0 0 1 * *");
NEXT(last_working_day, "0 18 LW * *");
NEXT(second_friday, "0 12 * * fri#2");
NEXT(each_second, "* * * * * *");

// The rarest: 28 or 40 years between two of them.
NEXT(leap_day_on_sunday, "0 0 29 2 */7");
NEXT(fifth_monday_in_february, "0 0 * 2 1#5");

BENCHMARK_CAPTURE(parse, working_days, "0 9 * * 1-5");
BENCHMARK_CAPTURE(parse, everything, "*/5,1-9/2 0,6-18/3 L-3,15W,1 jan-jun/2 1#2,friL");
BENCHMARK_CAPTURE(parse, never, "0 0 30 2 *");

}  // namespace

BENCHMARK_MAIN();
