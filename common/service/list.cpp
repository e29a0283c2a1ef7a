#include "common/service/service.h"

namespace tasksched::service {

base::Result<std::vector<model::Task>> Service::list(const ListRequest& request) {
    auto user = user_to_list(caller(), request.filter.user_id);
    if (!user) {
        return tl::unexpected(std::move(user.error()));
    }
    if (request.filter.limit < 1) {
        return base::fail(base::ErrorCode::kInvalid, "--limit: {} is less than 1",
                          request.filter.limit);
    }
    store::TaskFilter filter = request.filter;
    filter.user_id = std::move(*user);
    return store_.reader().tasks(filter);
}

}  // namespace tasksched::service
