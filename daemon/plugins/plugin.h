#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <string_view>

#include "common/model/payload.h"
#include "common/model/policies.h"
#include "common/model/run.h"
#include "daemon/plugins/attempt_control.h"

namespace tasksched::daemon {

/// All that a plugin needs to know of one attempt.
struct AttemptContext {
    model::Run run;
    int attempt = 1;
    model::Payload payload;  ///< of the plugin's type
    model::Policies
        policies;  ///< the plugin heeds `timeout`; the rest is the dispatcher's business
    std::chrono::seconds kill_grace{10};  ///< from TERM to KILL
};

/// Carries out the attempts of one task type. Everything happens on the thread of the loop that
/// runs the coroutines; thousands may be under way at once, so none blocks.
class Plugin {
  public:
    Plugin() = default;
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;
    virtual ~Plugin() = default;

    /// The type's name, as tasks carry it.
    [[nodiscard]] virtual std::string_view type() const = 0;

    /// Carries out one attempt, from its start to its end, and tells what it came to; failures are
    /// results, never exceptions. Heeds `control` all the time: after kill() it ends the attempt
    /// (RunReason::kKilled), after abandon() it lets go of it and returns at once, and the result
    /// means nothing. `control` and the plugin outlive the coroutine.
    virtual asio::awaitable<model::AttemptResult> carry_out(AttemptContext context,
                                                            AttemptControl& control) = 0;
};

}  // namespace tasksched::daemon
