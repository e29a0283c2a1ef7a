#include "daemon/tenure.h"

#include <chrono>
#include <thread>
#include <utility>

#include "common/time/clock.h"
#include "daemon/log.h"
#include "daemon/process/instance_name.h"

namespace tasksched::daemon {
namespace {

constexpr std::chrono::seconds kBetweenTries{1};

}  // namespace

base::Result<store::Tenure> begin_tenure(store::Store& store, const std::string& host,
                                         OnFault on_fault) {
    const std::string instance = instance_name();
    store::Tenure tenure;
    for (bool complained = false;;) {
        const base::Result<void> begun = store.write([&](store::Transaction& transaction) {
            return transaction.runs()
                .begin_tenure(instance, host, time::SystemClock().now())
                .map([&](store::Tenure taken) { tenure = std::move(taken); });
        });
        if (begun) {
            return tenure;
        }
        if (on_fault == OnFault::kFail || store.take_fault() != store::StorageFault::kWriting) {
            return tl::unexpected(begun.error());
        }
        if (!std::exchange(complained, true)) {
            log_error("the store cannot be written: {}; trying again every second",
                      begun.error().message);
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
}

}  // namespace tasksched::daemon
