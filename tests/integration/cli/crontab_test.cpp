#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/integration/cli/command_line.h"
#include "tests/support/random_crontab.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Crontab : public ::testing::Test {
  protected:
    void install(const std::string& text) {
        const auto result = command_.run({"crontab", "-"}, text);
        ASSERT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.out, "");
    }

    [[nodiscard]] std::string listed() const { return command_.run({"crontab", "-l"}).out; }

    /// "ID LINE" of each task that may run still.
    [[nodiscard]] std::vector<std::string> tasks() const {
        std::vector<std::string> result;
        for (const std::string& line : lines(command_.run({"--json", "list"}).out)) {
            if (!line.empty()) {
                const json task = json::parse(line);
                result.push_back(fmt::format("{} {}", task.at("task_id").get<int>(),
                                             task.at("crontab_line").dump()));
            }
        }
        return result;
    }

    [[nodiscard]] int version_of(const std::string& id) const {
        return json::parse(command_.must({"--json", "show", id})).at("version").get<int>();
    }

    CommandLine command_;
};

TEST_F(Crontab, ComesBackByteForByte) {
    const std::string text("# caf\xe9 \t\r\n\n  1 1 * * *\ta  b \nA = \"x\" \n# no end");
    install(text);
    EXPECT_EQ(listed(), text);
}

TEST_F(Crontab, ComesBackByteForByteWhateverItIs) {
    const char* const all = std::getenv("TASKSCHED_TEST_CRONTABS");
    const int count = all != nullptr ? std::atoi(all) : 150;
    constexpr std::uint64_t kSeed = 20;
    fmt::print("{} tables from seed {}\n", count, kSeed);
    std::mt19937_64 random(kSeed);
    for (int number = 0; number < count; ++number) {
        const std::string text = support::random_crontab(random);
        install(text);
        ASSERT_EQ(listed(), text);
    }
}

TEST_F(Crontab, IsCalledByItsOwnName) {
    const std::string link = command_.home().file("crontab");
    std::filesystem::create_symlink(support::tasksched_program(), link);
    support::ProcessSpec spec =
        support::tasksched_spec(command_.home(), {"-"}, "1 1 * * * by name\n");
    spec.program = link;
    EXPECT_EQ(support::run(spec).exit_code, 0);
    EXPECT_EQ(listed(), "1 1 * * * by name\n");
}

TEST_F(Crontab, MakesEachLineATask) {
    install("MAILTO=''\n# tasksched: name=nightly retries=2\n0 3 * * * make%in\n@reboot x\n");
    EXPECT_THAT(tasks(), ElementsAre("1 3", "2 4"));
    const json task = json::parse(command_.must({"--json", "show", "nightly"}));
    EXPECT_EQ(task.at("type"), "command");
    EXPECT_EQ(task.at("overlap"), "allow");
    EXPECT_EQ(task.at("catch_up"), "none");
    EXPECT_EQ(task.at("retries"), 2);
    EXPECT_EQ(task.at("payload").at("stdin"), "in\n");
    EXPECT_EQ(task.at("crontab_line"), 3);
    EXPECT_THAT(command_.must({"show", "2"}), HasSubstr("crontab_line\t4 of the crontab of "));
}

TEST_F(Crontab, KeepsTheTasksOfLinesThatDidNotChange) {
    install("1 1 * * * a\n2 2 * * * b\n3 3 * * * c\n");
    install("# moved\n3 3 * * * c\n1 1 * * * a\n4 4 * * * d\n");
    EXPECT_THAT(tasks(), ElementsAre("1 3", "3 2", "4 4"));
    EXPECT_EQ(version_of("1"), 1);
    EXPECT_EQ(version_of("3"), 1);
    EXPECT_EQ(json::parse(command_.must({"--json", "show", "2"})).at("state"), "cancelled");
}

TEST_F(Crontab, KeepsTheIdOfALineThatWasEdited) {
    install("1 1 * * * a\n2 2 * * * b\n");
    install("1 5 * * * a\n2 2 * * * b --more\n");
    EXPECT_THAT(tasks(), ElementsAre("1 1", "2 2"));
    EXPECT_EQ(version_of("1"), 2);
    EXPECT_EQ(version_of("2"), 2);
}

TEST_F(Crontab, OfThousandsOfLinesTouchesOneTaskForOneLine) {
    std::string text;
    for (int line = 1; line <= 2'000; ++line) {
        text += fmt::format("{} {} * * * /usr/bin/job {}\n", line % 60, line % 24, line);
    }
    install(text);
    const auto newest = [&] {
        return command_.must({"query", "SELECT count(*), max(version), sum(version) FROM tasks"});
    };
    EXPECT_THAT(newest(), HasSubstr("2000,1,2000"));
    install(text.replace(text.find("job 1500"), 8, "job five"));
    EXPECT_THAT(newest(), HasSubstr("2000,2,2001"));
    EXPECT_EQ(version_of("1500"), 2);
}

TEST_F(Crontab, BringsBackWhatWasCancelledByHand) {
    install("1 1 * * * a\n");
    command_.must({"cancel", "1"});
    install("1 1 * * * a\n");
    EXPECT_THAT(tasks(), ElementsAre("2 1"));
}

TEST_F(Crontab, LeavesPausedTasksPaused) {
    install("1 1 * * * a\n");
    command_.must({"pause", "1"});
    install("1 2 * * * a\n");
    EXPECT_EQ(json::parse(command_.must({"--json", "show", "1"})).at("state"), "paused");
}

TEST_F(Crontab, RefusesUpdatesOfItsTasks) {
    install("# tasksched: name=n\n1 1 * * * a\n");
    for (const auto& arguments :
         {std::vector<std::string>{"update", "n", "--retries", "4"},
          std::vector<std::string>{"update", "--diff", "n", "--retries", "4"},
          std::vector<std::string>{"schedule", "--replace", "--name", "n", "--in", "1h", "--",
                                   "true"}}) {
        const auto result = command_.run(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_THAT(result.err, HasSubstr("comes from line 2 of the crontab of "));
        EXPECT_THAT(result.err, HasSubstr("tasksched crontab -e"));
    }
    EXPECT_EQ(version_of("1"), 1);
}

TEST_F(Crontab, IsPassedOverByAnUpdateOfAll) {
    install("1 1 * * * a\n");
    command_.must({"schedule", "--every", "1h", "--", "true"});
    const auto result = command_.run({"update", "--all", "--retries", "4"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("tasks of crontabs are left as they are"));
    EXPECT_EQ(version_of("1"), 1);
    EXPECT_EQ(version_of("2"), 2);
}

TEST_F(Crontab, ThatIsWrongChangesNothing) {
    install("1 1 * * * a\n");
    EXPECT_EQ(command_.run({"crontab", "-"}, "1 1 * * * a\n1 1 * * * b\nx\n").exit_code, 1);
    const auto taken = command_.run({"schedule", "--in", "1h", "--name", "taken", "--", "true"});
    const auto result =
        command_.run({"crontab", "-"}, "2 2 * * * c\n# tasksched: name=taken\n1 1 * * * b\n");
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("line 3"));
    EXPECT_EQ(listed(), "1 1 * * * a\n");
    EXPECT_THAT(tasks(), ElementsAre("1 1", "2 null"));
}

TEST_F(Crontab, CanBeTakenBack) {
    install("1 1 * * * a\n");
    install("2 2 * * * b\n");
    command_.must({"crontab", "-r"});
    EXPECT_TRUE(tasks().empty());
    command_.must({"crontab", "--undo"});
    EXPECT_EQ(listed(), "2 2 * * * b\n");
    command_.must({"crontab", "--undo"});
    EXPECT_EQ(command_.run({"crontab", "-l"}).exit_code, 1);
    const auto history = lines(command_.must({"crontab", "--history"}));
    ASSERT_EQ(history.size(), 5U);
    EXPECT_EQ(fields(history[0])[2], "undo");
    EXPECT_EQ(fields(history[2])[2], "remove");
    EXPECT_EQ(fields(history[4])[4], "-");
    const json newest = json::parse(lines(command_.must({"--json", "crontab", "--history"}))[0]);
    EXPECT_EQ(newest.at("content"), "2 2 * * * b\n");
}

TEST_F(Crontab, LeavesNothingOfAnEditBehind) {
    const std::string tmp = command_.home().file("tmp");
    std::filesystem::create_directories(tmp);
    command_.set("TMPDIR", tmp);
    command_.set("EDITOR", "echo '1 1 * * * edited' >");
    ASSERT_EQ(command_.run({"crontab", "-e"}).exit_code, 0);
    EXPECT_EQ(listed(), "1 1 * * * edited\n");
    EXPECT_TRUE(std::filesystem::is_empty(tmp));
}

TEST_F(Crontab, IsEditedInAFileThatNobodyElseReads) {
    command_.set("EDITOR", "stat -c '%a %n' \"$(dirname \"$1\")\" \"$1\"; true");
    const auto result = command_.run({"crontab", "-e"});
    EXPECT_THAT(result.out, HasSubstr("700 /tmp/crontab."));
    EXPECT_THAT(result.out, HasSubstr("600 /tmp/crontab."));
}

TEST_F(Crontab, KeepsEditsThatAreWrongAndAsks) {
    command_.set("TMPDIR", command_.home().path());
    command_.set("EDITOR", "sh " + command_.home().write("editor",
                                                         "n=$(cat \"$0.n\" || echo x)\n"
                                                         "echo \"$n 1 * * * a\" > \"$1\"\n"
                                                         "echo 7 > \"$0.n\"\n"));
    const auto result = command_.run({"crontab", "-e"}, "y\n");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("Do you want to retry the same edit? (y/n) "));
    EXPECT_EQ(listed(), "7 1 * * * a\n");
}

TEST_F(Crontab, IsNotReadThroughALinkThatTookTheFilesPlace) {
    const std::string secret = command_.home().write("secret", "9 9 * * * secret\n");
    command_.set("TMPDIR", command_.home().path());
    command_.set("EDITOR", "ln -sf " + secret);
    const auto result = command_.run({"crontab", "-e"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("Error while editing crontab"));
    EXPECT_EQ(command_.run({"crontab", "-l"}).exit_code, 1);
}

TEST_F(Crontab, IsCheckedAlone) {
    const std::string file = command_.home().write("t", "1 1 * * x a\n");
    const auto result = command_.run({"crontab", "-T", file});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("\":0: bad day-of-week\nInvalid crontab file."));
    EXPECT_EQ(command_.run({"crontab", "-l"}).exit_code, 1);
}

TEST_F(Crontab, WarnsOfLinesThatNeverCome) {
    const auto result = command_.run({"crontab", "-"}, "\n0 0 30 2 * x\n");
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("\"-\":2: warning: it never comes"));
    EXPECT_TRUE(tasks().empty());
}

}  // namespace
}  // namespace tasksched::integration
