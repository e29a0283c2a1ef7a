#include "common/store/take_over.h"

#include <utility>

namespace tasksched::store {

base::Result<Tenure> take_over(Store& store, const std::string& owner, const std::string& host,
                               time::Instant at) {
    Tenure tenure;
    return store
        .write([&](Transaction& transaction) {
            return transaction.runs().begin_tenure(owner, host, at).map([&](Tenure taken) {
                tenure = std::move(taken);
            });
        })
        .map([&] { return std::move(tenure); });
}

}  // namespace tasksched::store
