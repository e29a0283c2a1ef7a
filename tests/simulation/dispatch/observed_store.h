#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "common/store/store.h"
#include "tests/simulation/dispatch/store_faults.h"

namespace tasksched::simulation {

/// What a transaction changed.
struct Changes {
    std::set<model::RunId> runs;
    std::set<model::TaskId> tasks;     ///< and perhaps each of their runs
    std::set<model::TaskId> edited;    ///< by users, or with the clock
    std::vector<store::Claim> claims;  ///< those that were not stale
    bool attempts_hastened = false;
};

/// The store of a simulated world, a real one, as its daemons see it: with faults, and with an
/// observer who hears of each commit before anybody else does.
class ObservedStore {
  public:
    struct Events {
        std::function<void(const Changes&)> committed;
        std::function<void(StoreFault)> failed;
        /// With Planted::kStartBeforeCommit: a run was started, and is not committed.
        std::function<void(model::RunId, int attempt)> started_early;
    };

    ObservedStore(std::unique_ptr<store::Store> inner, Random& random, Events events);
    ~ObservedStore();

    void set_faults(StoreFaults faults) { faults_ = faults; }
    void plant(Planted bug) { planted_ = bug; }

    /// A connection of a daemon's.
    [[nodiscard]] std::unique_ptr<store::Store> open();

    /// A transaction of a user's, which does not fail and which the daemon has to find out about.
    base::Result<void> write_as_user(
        const std::function<base::Result<void>(store::Transaction&)>& change);

    [[nodiscard]] store::Reader& reader() { return inner_->reader(); }
    [[nodiscard]] store::DueReader& due() { return inner_->due(); }

  private:
    class Connection;
    class Observation;

    base::Result<void> write(const std::function<base::Result<void>(store::Transaction&)>& change,
                             StoreFault fault);

    std::unique_ptr<store::Store> inner_;
    Random& random_;
    Events events_;
    StoreFaults faults_;
    Planted planted_ = Planted::kNothing;
    bool changed_by_users_ = false;
};

}  // namespace tasksched::simulation
