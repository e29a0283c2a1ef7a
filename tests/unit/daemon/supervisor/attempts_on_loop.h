#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/model/command.h"
#include "daemon/plugins/command/command_plugin.h"
#include "daemon/plugins/plugin.h"
#include "daemon/supervisor/launcher.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {

/// How an attempt went.
struct Attempted {
    model::AttemptResult result;
    std::optional<model::ProcessIdentity> process;
    std::chrono::steady_clock::duration took{};
};

model::CommandPayload shell(std::string line);
model::CommandPayload program(std::vector<std::string> argv);

/// The attempt of a run with the given payload: task 12, run 34, attempt 2.
AttemptContext context_of(model::CommandPayload payload);

/// Carries out the orders of attempts as the supervisor does, on a loop and with a home of their
/// own.
class AttemptsOnLoop {
  public:
    /// Called inside the attempt, once its process is there.
    using Started = std::function<void(AttemptControl&, const model::ProcessIdentity&)>;

    /// Carries out one attempt to its end. Throws std::runtime_error where it does not end.
    Attempted carry_out(AttemptContext context, const Started& on_started = {});
    Attempted carry_out(model::CommandPayload payload, const Started& on_started = {}) {
        return carry_out(context_of(std::move(payload)), on_started);
    }

    /// Carries out `count` attempts of the same payload at once.
    std::vector<Attempted> carry_out_at_once(std::size_t count,
                                             const model::CommandPayload& payload);

    [[nodiscard]] const support::TemporaryHome& home() const { return home_; }

    /// Runs `action` on the loop of the attempt under way after a while.
    void after(std::chrono::milliseconds delay, std::function<void()> action);

  private:
    asio::awaitable<void> run_one(AttemptContext context, Started on_started, Attempted& attempted);

    support::TemporaryHome home_;
    asio::io_context loop_;
    Launcher launcher_{loop_};
    launch::Account account_{.name = "tester", .home = home_.path()};
    std::array<char, std::size_t{64} * 1024> buffer_{};
};

/// The whole output of a result: nothing of it may be left out.
std::string output_of(const Attempted& attempted);

}  // namespace tasksched::daemon
