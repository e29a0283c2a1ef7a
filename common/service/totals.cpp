#include "common/service/service.h"

namespace tasksched::service {

base::Result<store::Totals> Service::totals(std::chrono::seconds window) {
    const time::Instant now = clock_.now();
    return store_.reader().totals(now, now - window);
}

}  // namespace tasksched::service
