#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/store/open.h"
#include "tests/support/faults/fault_plan.h"
#include "tests/support/temporary_home.h"

namespace tasksched::store {

/// One thing that a command or the daemon does to a store.
struct Step {
    std::string name;
    base::Result<void> (*apply)(Store&) = nullptr;

    /// Whether the store has what it does: none where it has a part of it. Null for a step that
    /// leaves nothing to be seen.
    std::optional<bool> (*is_done)(Store&) = nullptr;
};

/// What becomes of tasks from `schedule` over claim, start and end to a checkpoint, in the order
/// that the steps are to be taken, on a store of prepared_store().
const std::vector<Step>& steps();

/// How many of them the store has. Throws std::runtime_error where one is there by half, or where
/// one is missing before one that is there.
std::size_t steps_done(Store& store);

/// The same, by what a program finds that opens the store at `path` later; checks the whole of the
/// store as `store check` does.
std::size_t steps_found(const std::string& path);

/// Puts an empty store, which a daemon has taken over, at `path`.
void prepare_store(const std::string& path);

/// Stores for faults to happen to, each at its beginning. Disarms what was armed.
class FreshStores {
  public:
    FreshStores();

    /// Lays the next one out; returns its path. The one before is gone then.
    std::string next();

  private:
    support::TemporaryHome home_;
    std::string pattern_ = home_.file("pattern.db");
    int copies_ = 0;
};

/// The store, open; throws std::runtime_error where that fails.
std::unique_ptr<Store> open_prepared(const std::string& path);

/// How many calls a test goes on from one fault to the next: 1 is every call. TASKSCHED_TEST_STRIDE
/// sets it; a short test passes over some.
std::int64_t stride();

/// The faults of the process, which its files go through from the first call on. None is armed.
support::FaultPlan& faults();

}  // namespace tasksched::store
