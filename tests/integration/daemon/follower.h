#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {

/// Schedules a line of the shell that is due now, waits until it runs, and returns its run.
inline std::string start_running(const DaemonFixture& daemon, const std::string& line,
                                 std::vector<std::string> options = {}) {
    std::vector<std::string> words{"schedule", "--in", "1s"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"--shell", line});
    const auto task = daemon.must(words);
    EXPECT_TRUE(eventually_runs(daemon, task, "running", 1));
    return newest_run_of(daemon, task);
}

/// `tasksched logs --follow` in the background.
inline Process follow(const DaemonFixture& daemon, const std::string& run) {
    return Process(daemon.tasksched_spec({"logs", run, "--follow"}));
}

/// Waits until that, and no more, is printed.
inline bool eventually_printed(const Process& follower, const std::string& text) {
    return eventually([&] { return follower.out() == text; });
}

}  // namespace tasksched::support
