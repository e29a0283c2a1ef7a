#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>

#include "common/model/run.h"

namespace tasksched::daemon {

/// What a daemon that comes after a crash asks its machine: when it was started, and which
/// processes of earlier attempts still run.
class Machine {
  public:
    Machine() = default;
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    virtual ~Machine() = default;

    /// The name of this boot, and when it was by the wall clock as it stands now.
    [[nodiscard]] virtual std::string boot_id() const = 0;
    [[nodiscard]] virtual time::Second booted_at() const = 0;

    /// The process that `instance`, a supervisor or a daemon, started for a run; none where there
    /// is none. For the moment between a start and its record.
    [[nodiscard]] virtual std::optional<model::ProcessIdentity> process_of_run(
        model::RunId run, const std::string& instance) const = 0;

    /// Returns once this very process has ended; at once where it has.
    virtual asio::awaitable<void> until_gone(model::ProcessIdentity process) = 0;
};

/// The machine that this program runs on.
class ThisMachine final : public Machine {
  public:
    [[nodiscard]] std::string boot_id() const override;
    [[nodiscard]] time::Second booted_at() const override;
    [[nodiscard]] std::optional<model::ProcessIdentity> process_of_run(
        model::RunId run, const std::string& instance) const override;
    asio::awaitable<void> until_gone(model::ProcessIdentity process) override;
};

}  // namespace tasksched::daemon
