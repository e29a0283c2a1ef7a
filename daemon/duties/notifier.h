#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/store/run_writer.h"
#include "daemon/dispatch/starting.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// Tells the user of a run that ended badly, once: by the log, and by the command that
/// `[notify] command` names, which finds the text on its standard input and the address of the
/// user in TASKSCHED_NOTIFY. A task whose notify is "none" is told of by the log alone.
class Notifier {
  public:
    /// `command_plugin` carries the command out; it outlives the notifier.
    Notifier(asio::io_context& loop, Plugin& command_plugin)
        : loop_(loop), plugin_(command_plugin) {}

    void configure(const config::Config& config);

    /// The run failed and will not be tried again.
    void tell_failure(const StartedRun& run, const store::Finish& finish);

    /// A part of the run was rejected: the task is cancelled, whatever becomes of the other parts.
    void tell_rejected(const StartedRun& run, const store::Finish& finish);

    /// The run may have come to something, and is not tried again: a person decides.
    void tell_unanswered(const StartedRun& run, const store::Finish& finish);

    /// A crash hid what the run came to; the task's on-crash policy is `ask` or `fail`.
    void tell_hidden(const model::Task& task, const model::Run& run);

  private:
    void tell(const model::Task& task, const model::Run& run, const std::string& what,
              const std::string& output);
    [[nodiscard]] std::string address_of(const model::Task& task) const;
    asio::awaitable<void> run_command(AttemptContext context);

    asio::io_context& loop_;
    Plugin& plugin_;
    std::vector<std::string> command_;
    std::string default_address_;
    std::map<std::string, std::string> addresses_;  ///< by user
    std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace tasksched::daemon
