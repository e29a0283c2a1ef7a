#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What is refused, and what the one line says: the value, and what would be right.
struct Row {
    std::string name;
    std::vector<std::string> options;
    std::vector<std::string> said;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class BadInput : public ::testing::TestWithParam<Row> {};

TEST_P(BadInput, IsRefusedInOneLineAndChangesNothing) {
    const CommandLine command;
    ASSERT_EQ(command.must({"schedule", "--at", "@4102444800", "--name", "taken", "--", "x"}), "1");
    const std::string before = command.must({"--json", "list", "--all"});
    std::vector<std::string> arguments{"schedule"};
    arguments.insert(arguments.end(), GetParam().options.begin(), GetParam().options.end());
    arguments.insert(arguments.end(), {"--", "/bin/true"});
    const auto result = command.run(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
    EXPECT_THAT(result.err, StartsWith("tasksched: "));
    for (const std::string& part : GetParam().said) {
        EXPECT_THAT(result.err, HasSubstr(part));
    }
    EXPECT_EQ(command.must({"--json", "list", "--all"}), before);
}

std::vector<Row> times() {
    return {
        {"PastTime", {"--at", "2020-01-01T00:00:00Z"}, {"--at", "2020-01-01T00:00:00Z", "past"}},
        {"PastSecond", {"--at", "@1"}, {"--at", "1970-01-01T00:00:01", "past"}},
        {"NoTime", {"--at", "someday"}, {"'someday'"}},
        {"NoDay", {"--at", "2030-02-30 09:00"}, {"2030-02-30"}},
        {"NoZone", {"--at", "2030-05-01 09:00", "--tz", "Mars/Olympus"}, {"Mars/Olympus"}},
        {"NoZoneInTime", {"--at", "2030-05-01 09:00 Mars/Olympus"}, {"Mars/Olympus"}},
        {"ZoneThatIsAPath", {"--in", "1h", "--tz", "../../etc/passwd"}, {"../../etc/passwd"}},
        {"PosixZone", {"--in", "1h", "--tz", "EST5EDT4,M3.2.0,M11.1.0"}, {"EST5EDT4"}},
        {"SkippedTime",
         {"--at", "2030-03-31 02:30", "--tz", "Europe/Paris"},
         {"2030-03-31", "02:30", "01:59:59", "03:00"}},
        {"NoWhen", {}, {"--at"}},
        {"TwoWhens", {"--in", "1h", "--every", "1h"}, {"--in", "--every"}},
        {"EndBeforeStart",
         {"--every", "1h", "--start", "2031-01-01T00:00:00Z", "--until", "2030-01-01T00:00:00Z"},
         {"2030-01-01T00:00:00"}},
    };
}

std::vector<Row> durations() {
    std::vector<Row> rows;
    for (const std::string value : {"0", "0s", "-5m", "1x", "1.5h", "s", "5m1h", "1mo1h",
                                    "99999999999999999999", "9223372036854775807w", "101y"}) {
        const std::string name = std::to_string(rows.size());
        rows.push_back({"In" + name, {"--in", value}, {value}});
        rows.push_back({"Every" + name, {"--every", value}, {value}});
        rows.push_back({"Timeout" + name, {"--in", "1h", "--timeout", value}, {value}});
    }
    rows.push_back({"MonthsForIn", {"--in", "1mo"}, {"1mo"}});
    return rows;
}

std::vector<Row> crons() {
    return {
        {"Hour25", {"--cron", "0 25 * * *"}, {"hour 25", "0-23"}},
        {"Minute60", {"--cron", "60 * * * *"}, {"minute 60", "0-59"}},
        {"FourFields", {"--cron", "* * * *"}, {"* * * *"}},
        {"Never", {"--cron", "0 0 30 2 *"}, {"0 0 30 2 *"}},
        {"StepZero", {"--cron", "*/0 * * * *"}, {"*/0"}},
        {"NoMacro", {"--cron", "@fortnightly"}, {"@fortnightly"}},
    };
}

std::vector<Row> policies() {
    return {
        {"CatchUp", {"--in", "1h", "--catch-up", "some"}, {"some", "none", "latest", "all"}},
        {"Overlap", {"--in", "1h", "--overlap", "mix"}, {"mix", "allow", "skip", "queue"}},
        {"OnCrash", {"--in", "1h", "--on-crash", "pray"}, {"pray", "ask", "retry", "fail"}},
        {"Retries", {"--in", "1h", "--retries", "-1"}, {"-1"}},
        {"RetriesHuge", {"--in", "1h", "--retries", "99999999999999999999"}, {"--retries"}},
        {"Backoff", {"--in", "1h", "--backoff", "1h..30s"}, {"1h..30s"}},
        {"Priority", {"--in", "1h", "--priority", "101"}, {"101"}},
        {"Count", {"--every", "1h", "--count", "0"}, {"--count"}},
        {"NameTaken", {"--in", "1h", "--name", "taken"}, {"'taken'"}},
        {"NameOfDigits", {"--in", "1h", "--name", "123"}, {"'123'"}},
        {"NameWithControl", {"--in", "1h", "--name", "a\nb"}, {"--name"}},
        {"NameTooLong", {"--in", "1h", "--name", std::string(101, 'n')}, {"100"}},
        {"NameEmpty", {"--in", "1h", "--name", ""}, {"--name has an empty value"}},
        {"EnvWithoutValue", {"--in", "1h", "--env", "NAME"}, {"NAME"}},
        {"ShellAndWords", {"--in", "1h", "--shell", "true"}, {"--shell"}},
        {"NoType", {"--in", "1h", "teleport"}, {"'teleport'", "command"}},
        {"NoOption", {"--in", "1h", "--naem", "n"}, {"'--naem'", "--name"}},
        {"OptionTwice", {"--in", "1h", "--in", "2h"}, {"--in", "twice"}},
    };
}

std::string name_of(const ::testing::TestParamInfo<Row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Times, BadInput, ::testing::ValuesIn(times()), name_of);
INSTANTIATE_TEST_SUITE_P(Durations, BadInput, ::testing::ValuesIn(durations()), name_of);
INSTANTIATE_TEST_SUITE_P(Crons, BadInput, ::testing::ValuesIn(crons()), name_of);
INSTANTIATE_TEST_SUITE_P(Policies, BadInput, ::testing::ValuesIn(policies()), name_of);

}  // namespace
}  // namespace tasksched::integration
