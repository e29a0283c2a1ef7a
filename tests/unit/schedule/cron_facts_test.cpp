#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/base/text.h"
#include "common/schedule/cron.h"
#include "common/time/time_text.h"

namespace tasksched::schedule {
namespace {

using time::Second;

/// A line of cron_facts.txt.
struct Fact {
    int line = 0;
    std::string expression;
    std::string zone;
    std::string after;
    std::string expected;
    std::string reason;
};

std::vector<Fact> read_facts() {
    std::vector<Fact> facts;
    std::ifstream file(CRON_FACTS);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty() || line.front() == '#') {
            continue;
        }
        std::vector<std::string> columns;
        for (const std::string_view column : base::split(line, '|')) {
            columns.emplace_back(base::trim(column));
        }
        EXPECT_EQ(columns.size(), 5U) << "line " << number;
        columns.resize(5);
        EXPECT_FALSE(columns[4].empty()) << "line " << number << " has no reason";
        facts.push_back({number, columns[0], columns[1], columns[2], columns[3], columns[4]});
    }
    return facts;
}

/// A time of the table; these always name their offset.
Second instant(const std::string& text) {
    const auto read = time::parse_time(text, Second{}, time::Zone());
    if (read) {
        return read->at;
    }
    // Before 1970 parse_time has no times; the table has one.
    EXPECT_EQ(text, "1969-12-31T12:00:00Z") << read.error().message;
    return Second{-std::chrono::hours{12}};
}

std::string found_times(const CronExpression& cron, const time::Zone& zone, Second after,
                        std::size_t count) {
    std::string times;
    for (std::size_t i = 0; i < count; ++i) {
        const auto next = cron.next(after, zone);
        times += times.empty() ? "" : ", ";
        times += next ? time::format_time(*next, zone) : "none";
        after = next.value_or(after);
    }
    return times;
}

/// The times of a fact in the form of found_times.
std::string expected_times(const std::string& text, const time::Zone& zone) {
    std::string times;
    for (const std::string_view part : base::split(text, ',')) {
        const std::string time(base::trim(part));
        times += times.empty() ? "" : ", ";
        times += time == "none" ? time : time::format_time(instant(time), zone);
    }
    return times;
}

TEST(CronFacts, Hold) {
    const std::vector<Fact> facts = read_facts();
    EXPECT_GE(facts.size(), 200U);
    for (const Fact& fact : facts) {
        SCOPED_TRACE("cron_facts.txt:" + std::to_string(fact.line) + ": " + fact.reason);
        const auto cron = CronExpression::parse(fact.expression);
        const auto zone = time::Zone::load(fact.zone);
        ASSERT_TRUE(cron) << cron.error().message;
        ASSERT_TRUE(zone) << zone.error().message;
        const std::size_t count = base::split(fact.expected, ',').size();
        EXPECT_EQ(found_times(*cron, *zone, instant(fact.after), count),
                  expected_times(fact.expected, *zone))
            << fact.expression << " in " << fact.zone << " after " << fact.after;
    }
}

}  // namespace
}  // namespace tasksched::schedule
