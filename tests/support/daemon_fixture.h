#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/programs.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {

/// The real daemon on a store of its own, for one test. It is not started until start() is called,
/// so that a test can lay things out before. At the end it is killed, with its supervisor and what
/// that one carries out, and its log is printed where the test failed.
class DaemonFixture {
  public:
    DaemonFixture() = default;
    DaemonFixture(const DaemonFixture&) = delete;
    DaemonFixture& operator=(const DaemonFixture&) = delete;
    ~DaemonFixture();

    [[nodiscard]] const TemporaryHome& home() const { return home_; }

    /// The absolute path of the store's file, and the same as `--store` takes it.
    [[nodiscard]] std::string store_path() const { return home_.file("tasks.db"); }
    [[nodiscard]] std::string store_url() const { return "sqlite:" + store_path(); }

    /// Writes the configuration that the next start and every command read.
    void configure(std::string_view toml);

    /// Another program than taskschedd, which stands beside it, from the next start on.
    void set_program(const std::string& name);

    /// Arguments and variables for the daemon beside its own, from the next start on.
    void set_arguments(std::vector<std::string> arguments) { arguments_ = std::move(arguments); }
    void set_environment(const std::string& name, const std::string& value) {
        environment_[name] = value;
    }

    /// Starts the daemon and waits until it is ready. Throws std::runtime_error, with its log,
    /// where it ends before or is not ready at the deadline.
    void start(std::chrono::milliseconds deadline = kPatience);

    /// Starts it without waiting.
    void launch();

    [[nodiscard]] bool running();
    [[nodiscard]] pid_t pid() const;

    /// SIGKILL, and waits until it is gone. Its supervisor goes on.
    void kill();

    /// The pid of the supervisor of this fixture's daemons; none where there is none.
    [[nodiscard]] std::optional<pid_t> supervisor_pid() const;

    /// SIGKILL to the supervisor, and waits until it is gone.
    void kill_supervisor();

    /// SIGTERM, and waits for its end.
    ProcessResult stop(std::chrono::milliseconds deadline = kPatience);

    /// kill(), then start().
    void kill_and_restart();

    /// stop(), then start().
    void restart();

    void signal(int number);

    /// What all daemons of this fixture have written on their standard error up to now.
    [[nodiscard]] std::string log() const;

    /// Runs the real `tasksched` on this store.
    ProcessResult tasksched(std::vector<std::string> arguments,
                            std::string standard_input = {}) const;

    /// The same, for a test that runs it in the background.
    [[nodiscard]] ProcessSpec tasksched_spec(std::vector<std::string> arguments,
                                             std::string standard_input = {}) const;

    /// The same as tasksched(), which must exit 0 (else std::runtime_error with what it wrote);
    /// returns its standard output without the last line end.
    std::string must(std::vector<std::string> arguments, std::string standard_input = {}) const;

  private:
    void forget_process();
    void kill_commands() const;

    TemporaryHome home_;
    std::string program_ = taskschedd_program();
    std::optional<std::string> config_;
    std::vector<std::string> arguments_;
    Environment environment_;
    std::optional<Process> process_;
    std::string earlier_log_;
};

}  // namespace tasksched::support
