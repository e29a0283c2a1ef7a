#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/unique_fd.h"
#include "tests/support/eventually.h"

namespace tasksched::support {

using Environment = std::map<std::string, std::string>;

/// What a program needs and nothing of the caller's: PATH, HOME, LANG, TZ=UTC, and the options of
/// the sanitizers where there are any.
Environment plain_environment(const std::string& home);

/// What is run, and with what.
struct ProcessSpec {
    std::string program;  ///< a path; or a name that is looked up in the caller's PATH
    std::vector<std::string> arguments;
    Environment environment;
    std::string directory;       ///< the working directory; empty: the caller's
    std::string standard_input;  ///< all that it reads; then comes the end of the file
};

/// How a program ended and what it wrote.
struct ProcessResult {
    std::optional<int> exit_code;  ///< none where a signal ended it
    std::optional<int> signal;
    std::string out;
    std::string err;
};

/// A program in the background. Whatever it writes goes to memory, so it never waits for a reader,
/// and neither does a grandchild that outlives it.
class Process {
  public:
    /// Starts it. Throws std::runtime_error where that fails.
    explicit Process(const ProcessSpec& spec);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    Process(Process&&) = default;
    Process& operator=(Process&&) = delete;

    /// Kills (SIGKILL) and reaps it where it still runs.
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool running();

    /// Sends a signal; nothing happens to one that has ended.
    void signal(int number) const;

    /// Waits for the end. Throws std::runtime_error, with all that was written, where it runs at
    /// the deadline still; then it is killed.
    ProcessResult wait(std::chrono::milliseconds deadline = kPatience);

    /// What it has written up to now.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

  private:
    bool reap(std::chrono::milliseconds deadline);

    pid_t pid_ = -1;
    base::UniqueFd pidfd_;
    base::UniqueFd out_;
    base::UniqueFd err_;
    std::optional<ProcessResult> ended_;
};

/// A program that runs until it is ended.
ProcessSpec sleeping();

/// Runs a program to its end; as Process::wait.
ProcessResult run(const ProcessSpec& spec, std::chrono::milliseconds deadline = kPatience);

}  // namespace tasksched::support
