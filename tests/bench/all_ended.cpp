#include "tests/bench/all_ended.h"

#include <memory>
#include <stdexcept>
#include <thread>

#include "common/store/open.h"
#include "common/time/clock.h"

namespace tasksched::bench {
namespace {

/// A look costs a millisecond or less.
constexpr std::chrono::milliseconds kBetweenLooks{50};

std::unique_ptr<store::Store> open(const std::string& path) {
    auto opened = store::open_store({.engine = store::Engine::kSqlite, .path = path, .url = {}},
                                    {.mode = store::OpenMode::kRead});
    if (!opened) {
        throw std::runtime_error(opened.error().message);
    }
    return std::move(*opened);
}

bool has_active_tasks(const store::Totals& totals) {
    const auto active = totals.tasks.find(model::TaskState::kActive);
    return active != totals.tasks.end() && active->second > 0;
}

}  // namespace

Ended wait_until_all_ended(const std::string& store_path,
                           std::chrono::system_clock::time_point since,
                           std::chrono::seconds deadline) {
    const auto store = open(store_path);
    const auto from = std::chrono::floor<std::chrono::microseconds>(since);
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (std::chrono::steady_clock::now() < end) {
        const auto totals = store->reader().totals(time::SystemClock().now(), from);
        if (totals && totals->queues.empty() && !has_active_tasks(*totals)) {
            return {.succeeded = totals->succeeded_since, .failed = totals->failed_since};
        }
        std::this_thread::sleep_for(kBetweenLooks);
    }
    throw std::runtime_error("the runs do not come to their end");
}

}  // namespace tasksched::bench
