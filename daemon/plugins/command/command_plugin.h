#pragma once

#include <array>
#include <asio/awaitable.hpp>
#include <cstddef>
#include <string_view>
#include <utility>

#include "daemon/plugins/command/account.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// Type `command`. Exit status 0 is success; any other, a signal and a timeout are transient
/// failures, so that `--retries` applies; a program that could not be started is a permanent one
/// (RunReason::kNotStarted), unless the system was short of something.
///
/// The process's descriptors 0 to 2 are open and SIGCHLD is not ignored: reset_inherited_state().
class CommandPlugin final : public Plugin {
  public:
    explicit CommandPlugin(Account account) : account_(std::move(account)) {}

    [[nodiscard]] std::string_view type() const override { return "command"; }

    asio::awaitable<model::AttemptResult> carry_out(AttemptContext context,
                                                    AttemptControl& control) override;

  private:
    Account account_;
    std::array<char, std::size_t{64} * 1024> buffer_{};  ///< for what any attempt's program writes
};

}  // namespace tasksched::daemon
