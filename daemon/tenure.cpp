#include "daemon/tenure.h"

#include <chrono>
#include <thread>
#include <utility>

#include "common/store/take_over.h"
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
    for (bool complained = false;;) {
        auto begun = store::take_over(store, instance, host, time::SystemClock().now());
        if (begun) {
            return begun;
        }
        if (on_fault == OnFault::kFail || store.take_fault() != store::StorageFault::kWriting) {
            return begun;
        }
        if (!std::exchange(complained, true)) {
            log_error("the store cannot be written: {}; trying again every second",
                      begun.error().message);
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
}

}  // namespace tasksched::daemon
