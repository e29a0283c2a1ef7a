// audit, log and undo, as scripts see them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A task that was scheduled, changed and paused.
std::string changed_task(const CommandLine& command) {
    const auto id = command.must({"schedule", "--cron", "0 9 * * *", "--tz", "UTC", "--name",
                                  "daily", "--", "/bin/echo", "a b"});
    command.must({"update", "daily", "--cron", "0 10 * * *", "--retries", "2"});
    command.must({"pause", "daily"});
    return id;
}

std::vector<json> json_lines(const std::string& text) {
    std::vector<json> all;
    for (const std::string& line : lines(text)) {
        all.push_back(json::parse(line));
    }
    return all;
}

TEST(Log, TellsEachVersionWithItsDifferences) {
    const CommandLine command;
    changed_task(command);
    const auto log = lines(command.must({"log", "daily"}));
    ASSERT_THAT(log, SizeIs(6));
    EXPECT_EQ(fields(log[0])[0], "3");
    EXPECT_EQ(fields(log[0])[3], "pause");
    EXPECT_EQ(log[1], "    state: active -> paused");
    EXPECT_EQ(fields(log[2])[3], "update");
    EXPECT_EQ(log[3], "    cron: 0 9 * * * -> 0 10 * * *");
    EXPECT_EQ(log[4], "    retries: 0 -> 2");
    EXPECT_EQ(fields(log[5])[3], "schedule");
    EXPECT_THAT(lines(command.must({"log", "daily", "--limit", "1"})), SizeIs(2));
    EXPECT_EQ(command.run({"log", "nothing"}).exit_code, 3);
}

TEST(Log, TellsItAsJson) {
    const CommandLine command;
    const auto id = changed_task(command);
    const auto log = json_lines(command.must({"--json", "log", id}));
    ASSERT_THAT(log, SizeIs(3));
    EXPECT_EQ(log[1].at("task_id"), std::stoi(id));
    EXPECT_EQ(log[1].at("version"), 2);
    EXPECT_EQ(log[1].at("operation"), "update");
    EXPECT_EQ(log[1].at("changes"),
              (json{{{"field", "cron"}, {"from", "0 9 * * *"}, {"to", "0 10 * * *"}},
                    {{"field", "retries"}, {"from", 0}, {"to", 2}}}));
    EXPECT_EQ(log[2].at("changes"), json::array());
}

TEST(Undo, TellsWhatItChangedBack) {
    const CommandLine command;
    const auto id = changed_task(command);
    EXPECT_EQ(command.must({"undo", "daily"}), "state: paused -> active");
    EXPECT_EQ(command.must({"undo", "daily", "--to", "1"}),
              "cron: 0 10 * * * -> 0 9 * * *\nretries: 2 -> 0");
    const auto undone = json::parse(command.must({"--json", "undo", id, "--to", "2"}));
    EXPECT_EQ(undone.at("version"), 6);
    EXPECT_EQ(undone.at("to"), 2);
    EXPECT_EQ(undone.at("changes").size(), 2U);
    const auto shown = json::parse(command.must({"--json", "show", id}));
    EXPECT_EQ(shown.at("cron"), "0 10 * * *");
    EXPECT_EQ(shown.at("state"), "active");
}

TEST(Undo, IsRefusedInOneLine) {
    const CommandLine command;
    const auto id = command.must({"schedule", "--every", "1h", "--", "/bin/true"});
    const auto refused = [&](std::vector<std::string> words, int status) {
        words.insert(words.begin(), "undo");
        const auto result = command.run(words);
        EXPECT_EQ(result.exit_code, status);
        EXPECT_THAT(lines(result.err), SizeIs(1));
        return result.err;
    };
    EXPECT_THAT(refused({id}, 2), HasSubstr("was never changed"));
    EXPECT_THAT(refused({id, "--to", "first"}, 2), HasSubstr("--to: 'first' is no version"));
    EXPECT_THAT(refused({id, "--to", "0"}, 2), HasSubstr("is no version"));
    EXPECT_THAT(refused({"4711"}, 3), HasSubstr("no task 4711"));
    command.must({"cancel", id});
    EXPECT_THAT(refused({id}, 2), HasSubstr("is cancelled"));
}

TEST(Audit, ListsWhoDidWhatTheNewestFirst) {
    const CommandLine command;
    const auto id = changed_task(command);
    command.must({"schedule", "--every", "1h", "--", "/bin/true"});
    const auto entries = lines(command.must({"audit"}));
    ASSERT_THAT(entries, SizeIs(4));
    const auto pause = fields(entries[1]);
    ASSERT_THAT(pause, SizeIs(9));
    EXPECT_EQ(pause[2], "pause");
    EXPECT_EQ(pause[4], id);
    EXPECT_EQ(pause[5], "-");
    EXPECT_EQ(pause[6], "2 -> 3");
    EXPECT_EQ(pause[7], "done");
    EXPECT_THAT(lines(command.must({"audit", "daily"})), SizeIs(3));
    EXPECT_THAT(lines(command.must({"audit", "--limit", "2"})), SizeIs(2));
    EXPECT_THAT(lines(command.must({"audit", "--since", "1h"})), SizeIs(4));
    EXPECT_EQ(command.must({"audit", "--since", "2090-01-01T00:00:00Z"}), "");
    EXPECT_EQ(command.run({"audit", "--all", "daily"}).exit_code, 2);
}

TEST(Audit, ListsItAsJson) {
    const CommandLine command;
    const auto id = changed_task(command);
    const auto run = command.must({"run", id});
    const auto entries = json_lines(command.must({"--json", "audit"}));
    ASSERT_THAT(entries, SizeIs(4));
    EXPECT_EQ(entries[0].at("action"), "run");
    EXPECT_EQ(entries[0].at("run_id"), std::stoi(run));
    EXPECT_EQ(entries[0].at("version_after"), nullptr);
    EXPECT_EQ(entries[3].at("action"), "schedule");
    EXPECT_EQ(entries[3].at("version_before"), nullptr);
    EXPECT_EQ(entries[3].at("version_after"), 1);
    EXPECT_EQ(entries[3].at("outcome"), "done");
    EXPECT_EQ(entries[3].at("detail"), nullptr);
}

TEST(Audit, OfAStoreThatIsNotThereIsEmpty) {
    const CommandLine command;
    EXPECT_EQ(command.must({"audit"}), "");
    EXPECT_EQ(command.run({"log", "1"}).exit_code, 3);
}

TEST(UndoCompletion, OffersTheVersionsThatATaskHad) {
    const CommandLine command;
    changed_task(command);
    const auto offered = command.must({"--complete", "undo", "daily", "--to", ""});
    EXPECT_THAT(offered, HasSubstr("2\tupdate by"));
    EXPECT_THAT(offered, HasSubstr("1\tschedule by"));
}

}  // namespace
}  // namespace tasksched::integration
