#include "tests/bench/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include <fmt/format.h>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "tests/support/exec_texts.h"
#include "tests/support/memory_file.h"

namespace tasksched::bench {

TimedProcess run_timed(const std::vector<std::string>& words,
                       const support::Environment& environment, const std::string& input) {
    const support::ExecTexts argv(words);
    const support::ExecTexts envp(environment);
    const base::UniqueFd in = support::memory_file("standard-input", input);
    const base::UniqueFd err = support::memory_file("standard-error", "");

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, err.get(), STDERR_FILENO);
    pid_t pid = -1;
    int status = -1;
    const auto begin = std::chrono::steady_clock::now();
    const int failed =
        ::posix_spawnp(&pid, words.front().c_str(), &actions, nullptr, argv.data(), envp.data());
    if (failed == 0) {
        ::waitpid(pid, &status, 0);
    }
    const auto end = std::chrono::steady_clock::now();
    ::posix_spawn_file_actions_destroy(&actions);

    TimedProcess result{.taken = end - begin, .error_output = support::content_of(err)};
    if (failed != 0) {
        throw std::runtime_error(
            fmt::format("{}: {}", words.front(), base::system_error_text(failed)));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw std::runtime_error(fmt::format("{} failed: {}", words.front(), result.error_output));
    }
    return result;
}

}  // namespace tasksched::bench
