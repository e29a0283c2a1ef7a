#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/programs.h"
#include "tests/support/temporary_home.h"

namespace tasksched::integration {

/// The real `tasksched` with a home of its own, where no daemon runs.
class CommandLine {
  public:
    [[nodiscard]] const support::TemporaryHome& home() const { return home_; }

    /// A variable for all later runs.
    void set(const std::string& name, const std::string& value) { environment_[name] = value; }

    /// The user's own store.
    [[nodiscard]] std::string store_path() const {
        return home_.file(".local/share/tasksched/tasks.db");
    }

    [[nodiscard]] support::ProcessResult run(std::vector<std::string> arguments,
                                             std::string standard_input = {}) const;

    /// The same, which must exit 0: its standard output without the last line end.
    std::string must(std::vector<std::string> arguments, std::string standard_input = {}) const;

  private:
    support::TemporaryHome home_;
    support::Environment environment_;
};

/// The remark of `schedule` and others that no daemon will act on what they stored.
inline const std::string kNoDaemon =
    "tasksched: no daemon is running for this store; start one with: tasksched daemon start\n";

/// The lines of `text` without their ends.
std::vector<std::string> lines(const std::string& text);

/// The fields of a line between tabs.
std::vector<std::string> fields(const std::string& line);

}  // namespace tasksched::integration
