#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/time/clock.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/process/machine.h"

namespace tasksched::daemon {

/// The duty at the daemon's start: runs that stand as running belong to a daemon that is gone.
/// Those that the supervisor knows go on. Those that it would know, had they been sent, never
/// started, and start now. What the others came to is hidden, so they become unknown; the task's
/// on-crash policy settles them once the recorded process is gone. Also queues the @reboot tasks,
/// once a boot.
class Recovery {
  public:
    struct Events {
        /// What supervisors know and this daemon carries on is taken up; the rest of what they know
        /// is of no use to it. Not told where that is not durable.
        std::function<void()> taken_up;

        /// A run is left to a person, or failed by policy.
        std::function<void(const model::Task&, const model::Run&)> unresolved;
    };

    Recovery(asio::io_context& loop, StoreQueue& store, Dispatcher& dispatcher,
             const PluginRegistry& plugins, const time::Clock& clock, Machine& machine,
             Events events);

    /// Returns when the store tells the truth again. Runs whose process lives on are settled later.
    /// The plugins are ready.
    asio::awaitable<base::Result<void>> run();

    /// Settles a run that has just become unknown, since its supervisor is gone.
    void settle(const StartedRun& run);

  private:
    /// A run that the crash of a daemon hid, with all that is known of it.
    struct Hidden {
        model::Run run;
        std::optional<model::Task> task;
        std::optional<model::Attempt> attempt;  ///< its last one
    };

    /// A run that an earlier daemon started, and that this one carries on.
    struct Adopted {
        StartedRun run;
        AttemptBegin how = AttemptBegin::kResume;
    };

    /// What carries out the attempts of a type, and what it knows of, as it was on the loop.
    struct Supervisor {
        std::optional<std::string> instance;
        std::set<AttemptName> known;
    };
    struct Supervisors {
        std::map<std::string, Supervisor> by_type;
        std::optional<Supervisor> of_others;  ///< of all types that are not named there

        [[nodiscard]] const Supervisor* of(const std::string& type) const;
    };

    [[nodiscard]] Supervisors supervisors() const;
    base::Result<std::vector<Adopted>> adopt(store::Transaction& transaction,
                                             const store::Tenure& tenure,
                                             const Supervisors& supervisors);
    static std::optional<AttemptBegin> judge(const model::Run& run, const model::Attempt& attempt,
                                             const Supervisors& supervisors);
    base::Result<std::vector<Hidden>> find_hidden(store::Transaction& transaction,
                                                  const store::Tenure& tenure);
    [[nodiscard]] std::optional<model::ProcessIdentity> process_of(const Hidden& hidden) const;
    asio::awaitable<void> settle_after_look(Hidden hidden);
    asio::awaitable<void> settle_when_gone(Hidden hidden);

    asio::io_context& loop_;
    StoreQueue& store_;
    Dispatcher& dispatcher_;
    const PluginRegistry& plugins_;
    const time::Clock& clock_;
    Machine& machine_;
    Events events_;
};

}  // namespace tasksched::daemon
