#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/config/config.h"
#include "common/model/payload.h"
#include "common/model/policies.h"
#include "common/model/run.h"
#include "common/time/zone.h"
#include "daemon/plugins/attempt_control.h"
#include "daemon/plugins/result_keeper.h"
#include "daemon/plugins/run_journal.h"

namespace tasksched::daemon {

/// A run and the number of its attempt.
using AttemptName = std::pair<model::RunId, int>;

/// The name of an errand among the runs.
inline model::RunId errand_name(std::int64_t errand) { return {-errand}; }

enum class AttemptBegin {
    kStart,   ///< it was not begun yet
    kResume,  ///< an earlier daemon began it, and it is among the known() ones
};

/// All that a plugin needs to know of one attempt.
struct AttemptContext {
    model::Run run;
    int attempt = 1;
    AttemptBegin begin = AttemptBegin::kStart;
    /// Set where this is no attempt of the run but done for its sake, such as a notice: a number
    /// from 1 of its own. Such an attempt is known() and recorded() by its errand_name().
    std::optional<std::int64_t> errand;
    /// The plugin's supervisor() when the attempt was recorded.
    std::optional<std::string> supervisor;
    model::Payload payload;  ///< of the plugin's type
    model::Policies
        policies;  ///< the plugin heeds `timeout`; the rest is the dispatcher's business
    std::chrono::seconds kill_grace{10};  ///< from TERM to KILL
    std::int64_t output_head = 0;    ///< bytes of the output's beginning to be kept; 0: as usual
    RunJournal* journal = nullptr;   ///< outlives carry_out(); none for errands
    ResultKeeper* keeper = nullptr;  ///< the same
    std::string task_name;           ///< may be empty
    std::optional<time::Zone> zone;  ///< the task's
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

    /// Takes what it needs of the configuration: before the first attempt, and at every reload.
    virtual void configure(const config::Config& /*config*/) {}

    /// For a plugin whose attempts go on in another process when the daemon ends: the instance of
    /// that process now, empty while there is none; it is recorded before an attempt begins.
    [[nodiscard]] virtual std::optional<std::string> supervisor() const { return std::nullopt; }

    /// Returns when supervisor() is not empty; false where it will not be any more.
    virtual asio::awaitable<bool> until_ready() { co_return true; }

    /// The attempts that supervisor() has heard of and whose ends are not recorded() yet.
    [[nodiscard]] virtual std::set<AttemptName> known() const { return {}; }

    /// Carries out one attempt, from its start to its end, and tells what it came to; failures are
    /// results, never exceptions. Heeds `control` all the time: after kill() it ends the attempt
    /// (RunReason::kKilled), after abandon() it lets go of it and returns at once. None where it
    /// was abandoned, and where its end is hidden since what carried it out is gone. `control` and
    /// the plugin outlive the coroutine.
    virtual asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) = 0;

    /// The end of the attempt is durable, or of no use any more.
    virtual void recorded(model::RunId /*run*/, int /*attempt*/) {}
};

}  // namespace tasksched::daemon
