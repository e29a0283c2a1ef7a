#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {

/// Schedules a task that is due every second, and whose runs each write a line of their own into
/// the file `marks`, then do what `and_then` says; returns its id.
std::string schedule_marking(const DaemonFixture& daemon, const std::string& marks,
                             const std::string& and_then = {});

/// What the store says of the runs of such tasks, held against what the commands wrote down: every
/// second of a task has one run, which succeeded and was started once, or is unknown.
class Account {
  public:
    /// `marks` is what the file holds.
    Account(const DaemonFixture& daemon, const std::vector<std::string>& tasks,
            const std::string& marks);

    [[nodiscard]] int count(const std::string& state) const;
    [[nodiscard]] std::size_t occurrences() const { return known_.size(); }
    [[nodiscard]] std::int64_t lost() const { return lost_; }
    [[nodiscard]] std::int64_t doubled() const { return doubled_; }

  private:
    void add_task(const std::string& task, const std::vector<nlohmann::json>& runs,
                  const std::map<std::string, int>& starts);

    std::map<std::string, int> states_;
    std::set<std::string> known_;
    std::int64_t lost_ = 0;
    std::int64_t doubled_ = 0;
};

/// Whether no run waits, and none is carried out.
bool nothing_is_under_way(const DaemonFixture& daemon);

}  // namespace tasksched::support
