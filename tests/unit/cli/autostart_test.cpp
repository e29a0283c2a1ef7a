#include "cli/commands/autostart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::cli::commands {
namespace {

using ::testing::HasSubstr;

TEST(SystemdUnit, QuotesTheCommandForSystemd) {
    EXPECT_THAT(systemd_unit({"/opt/a b/taskschedd", "--store", "sqlite:/h/50%\"$x\\"}),
                HasSubstr("\nExecStart=\"/opt/a b/taskschedd\" \"--store\" "
                          "\"sqlite:/h/50%%\\\"$$x\\\\\"\n"));
}

TEST(RebootLine, QuotesTheCommandForShellAndCrontab) {
    EXPECT_EQ(reboot_line({"/usr/bin/taskschedd", "--store", "sqlite:/h/it's 5%"}),
              "@reboot '/usr/bin/taskschedd' '--store' 'sqlite:/h/it'\\''s 5'\\%'' --detach "
              "# by 'tasksched daemon enable'");
}

TEST(RebootLine, IsTakenOutAgainAndNothingElse) {
    const std::string before = "# mine\n@reboot true\n\n0 9 * * * x";
    const std::string line = reboot_line({"/usr/bin/taskschedd"});
    EXPECT_EQ(without_reboot_lines(before), before);
    EXPECT_EQ(without_reboot_lines(before + "\n" + line), before);
    EXPECT_EQ(without_reboot_lines(line + "\n" + before + "\n"), before + "\n");
    EXPECT_EQ(without_reboot_lines(line + "\n"), "");
}

}  // namespace
}  // namespace tasksched::cli::commands
