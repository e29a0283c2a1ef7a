#pragma once

#include "tests/simulation/random.h"

namespace tasksched::simulation {

/// What may go wrong with a transaction.
enum class StoreFault {
    kNone,
    kBusy,        ///< another process kept the store
    kRefused,     ///< nothing was tried
    kRolledBack,  ///< it failed at the commit, after all was done
    kUnknown,     ///< it was told that it failed, and it is durable
};

/// Which faults come, of a thousand transactions each.
struct StoreFaults {
    int busy = 0;
    int refused = 0;
    int rolled_back = 0;
    int unknown = 0;

    [[nodiscard]] StoreFault draw(Random& random) const {
        int ticket = random.small(0, 999);
        for (const auto& [often, fault] :
             {std::pair{busy, StoreFault::kBusy}, std::pair{refused, StoreFault::kRefused},
              std::pair{rolled_back, StoreFault::kRolledBack},
              std::pair{unknown, StoreFault::kUnknown}}) {
            if (ticket < often) {
                return fault;
            }
            ticket -= often;
        }
        return StoreFault::kNone;
    }
};

/// Bugs that are planted to see them caught.
enum class Planted {
    kNothing,
    kStartBeforeCommit,  ///< a process is launched inside the transaction that claims its run
    kForgottenEnd,       ///< an end is acknowledged and is not in the store
    kDoubleWake,         ///< a run that was started is woken and started once more
};

}  // namespace tasksched::simulation
