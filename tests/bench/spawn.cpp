#include "tests/bench/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::bench {
namespace {

/// A file in memory with `content`, to be read from its beginning.
base::UniqueFd memory_file(const std::string& content) {
    base::UniqueFd fd(::memfd_create("bench", MFD_CLOEXEC));
    if (!fd || ::pwrite(fd.get(), content.data(), content.size(), 0) !=
                   static_cast<ssize_t>(content.size())) {
        throw std::runtime_error("cannot make a file in memory");
    }
    return fd;
}

std::string content_of(int fd) {
    std::string content;
    std::array<char, 4096> block{};
    ssize_t got = 0;
    while ((got = ::pread(fd, block.data(), block.size(), static_cast<off_t>(content.size()))) >
           0) {
        content.append(block.data(), static_cast<std::size_t>(got));
    }
    return content;
}

/// Pointers for exec(3), valid as long as `texts` is not changed.
std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

}  // namespace

TimedProcess run_timed(const std::vector<std::string>& words,
                       const support::Environment& environment, const std::string& input) {
    std::vector<std::string> arguments = words;
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment) {
        variables.push_back(fmt::format("{}={}", name, value));
    }
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(variables);
    const base::UniqueFd in = memory_file(input);
    const base::UniqueFd err = memory_file("");

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

    TimedProcess result{.taken = end - begin, .error_output = content_of(err.get())};
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
