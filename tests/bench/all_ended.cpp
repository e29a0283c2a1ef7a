#include "tests/bench/all_ended.h"

#include <stdexcept>
#include <thread>

#include "common/time/clock.h"
#include "tests/bench/direct_store.h"

namespace tasksched::bench {
namespace {

bool has_active_tasks(const store::Totals& totals) {
    const auto active = totals.tasks.find(model::TaskState::kActive);
    return active != totals.tasks.end() && active->second > 0;
}

}  // namespace

Ended wait_until_all_ended(const std::string& store_path,
                           std::chrono::system_clock::time_point since,
                           std::chrono::seconds deadline, std::chrono::milliseconds between_looks) {
    const auto store = open_directly(store_path, store::OpenMode::kRead);
    const auto from = std::chrono::floor<std::chrono::microseconds>(since);
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (std::chrono::steady_clock::now() < end) {
        const auto totals = store->reader().totals(time::SystemClock().now(), from);
        if (totals && totals->queues.empty() && !has_active_tasks(*totals)) {
            return {.succeeded = totals->succeeded_since, .failed = totals->failed_since};
        }
        std::this_thread::sleep_for(between_looks);
    }
    throw std::runtime_error("the runs do not come to their end");
}

}  // namespace tasksched::bench
