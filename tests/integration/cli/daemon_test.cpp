#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// A home with programs of its own in PATH, before the system's; what they are called with stands
/// in the file `calls`.
class Autostart : public ::testing::Test {
  protected:
    void SetUp() override {
        path_ = command_.home().file("bin");
        command_.set("PATH", path_ + ":/usr/bin:/bin");
        program("taskschedd", "exit 0");
        program("systemctl", "exit 1");
        program("crontab", "echo 'no crontab for me' >&2; exit 1");
    }

    void program(const std::string& name, const std::string& body) const {
        const std::string file = command_.home().write(
            "bin/" + name, "#!/bin/sh\necho \"" + name + " $*\" >>\"$HOME/calls\"\n" + body + "\n");
        fs::permissions(file, fs::perms::owner_all);
    }

    /// A crontab(1) that keeps its table in the file `table`.
    void working_crontab() const {
        program("crontab",
                "case $1 in\n"
                "-l) [ -f \"$HOME/table\" ] || { echo 'no crontab for me' >&2; exit 1; }\n"
                "    cat \"$HOME/table\" ;;\n"
                "-r) rm \"$HOME/table\" ;;\n"
                "-) cat >\"$HOME/table\" ;;\n"
                "esac");
    }

    CommandLine command_;
    std::string path_;
};

TEST_F(Autostart, WritesAUnitWhereSystemdAnswers) {
    program("systemctl", "exit 0");
    const std::string unit = command_.home().file(".config/systemd/user/taskschedd.service");
    EXPECT_THAT(command_.must({"daemon", "enable"}), HasSubstr(unit));
    const std::string text = command_.home().read(".config/systemd/user/taskschedd.service");
    EXPECT_THAT(text,
                HasSubstr("/taskschedd\" \"--store\" \"sqlite:" + command_.store_path() + "\"\n"));
    EXPECT_THAT(command_.home().read("calls"),
                HasSubstr("systemctl --user daemon-reload\n"
                          "systemctl --user enable taskschedd.service\n"));
    EXPECT_THAT(command_.must({"daemon", "disable"}), HasSubstr(unit + ": removed"));
    EXPECT_FALSE(fs::exists(unit));
}

TEST_F(Autostart, AddsARebootLineElsewhere) {
    working_crontab();
    const std::string mine = "# mine\n0 9 * * * true\n";
    command_.home().write("table", mine);
    command_.must({"daemon", "enable"});
    EXPECT_THAT(command_.home().read("table"),
                MatchesRegex("# mine\n0 9 \\* \\* \\* true\n@reboot '[^']*/taskschedd' '--store' "
                             "'sqlite:[^']*' --detach # [^\n]*\n"));
    command_.must({"daemon", "enable"});
    EXPECT_EQ(lines(command_.home().read("table")).size(), 3U);
    command_.must({"daemon", "disable"});
    EXPECT_EQ(command_.home().read("table"), mine);
}

TEST_F(Autostart, MakesACrontabAndRemovesItWhereThereWasNone) {
    working_crontab();
    command_.must({"daemon", "enable"});
    EXPECT_EQ(lines(command_.home().read("table")).size(), 1U);
    command_.must({"daemon", "disable"});
    EXPECT_FALSE(fs::exists(command_.home().file("table")));
}

TEST_F(Autostart, LeavesACrontabThatItCannotRead) {
    program("crontab", "echo 'you are not allowed' >&2; exit 1");
    const auto result = command_.run({"daemon", "enable"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.err, "tasksched: crontab -l: you are not allowed\n");
    EXPECT_THAT(command_.home().read("calls"), ::testing::Not(HasSubstr("crontab -\n")));
}

TEST_F(Autostart, SaysWhatToDoWhereThereIsNeither) {
    command_.set("PATH", path_);
    fs::remove(path_ + "/systemctl");
    fs::remove(path_ + "/crontab");
    const auto result = command_.run({"daemon", "enable"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("start the daemon from your own scripts: "));
    EXPECT_THAT(command_.must({"daemon", "disable"}), HasSubstr("it was not enabled"));
}

TEST(DaemonStop, OfNoneIsDone) {
    const CommandLine command;
    const auto result = command.run({"daemon", "stop"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "tasksched: no daemon is running for this store\n");
}

}  // namespace
}  // namespace tasksched::integration
