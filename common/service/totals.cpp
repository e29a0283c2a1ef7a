#include "common/service/service.h"

namespace tasksched::service {

/// Who else uses the store, and how much, is for operators.
base::Result<store::Totals> Service::totals(std::chrono::seconds window) {
    const time::Instant now = clock_.now();
    return store_.reader().totals(now, now - window).map([this](store::Totals totals) {
        if (!principal_.is_operator) {
            std::erase_if(totals.users,
                          [this](const auto& entry) { return entry.first != principal_.user; });
        }
        return totals;
    });
}

}  // namespace tasksched::service
