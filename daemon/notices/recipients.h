#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "common/config/config.h"
#include "common/model/task.h"

namespace tasksched::daemon {

/// Whom the daemon tells of a task, how, and how often, as the configuration says. A value that
/// both threads of the daemon may read.
class Recipients {
  public:
    Recipients() = default;
    explicit Recipients(const config::Config& config);

    /// The address that is told: the task's own, else its user's, else the default. Empty where
    /// there is none, "none" where nobody is to be told.
    [[nodiscard]] std::string address_of(const model::Task& task) const;

    /// The ways to tell the address.
    struct Ways {
        bool by_mail = false;
        bool by_command = false;
    };
    [[nodiscard]] Ways ways_to(const std::string& address) const;

    /// How long nothing more is told of a task after a message on it.
    [[nodiscard]] std::chrono::seconds interval() const { return interval_; }

    /// How many messages an address gets within an hour.
    [[nodiscard]] std::int64_t max_per_hour() const { return max_per_hour_; }

  private:
    bool has_command_ = false;
    std::string default_address_;
    std::map<std::string, std::string> addresses_;  ///< by user
    std::chrono::seconds interval_{0};
    std::int64_t max_per_hour_ = 1;
};

}  // namespace tasksched::daemon
