#include "common/service/authorize.h"
#include "common/service/service.h"

namespace tasksched::service {

base::Result<std::optional<std::string>> Service::user_to_query(QueryOf whom) const {
    if (auto allowed = authorize(caller()); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    if (whom == QueryOf::kOne) {
        return acting_for_;
    }
    if (!principal_.is_operator) {
        return base::fail(base::ErrorCode::kNotPermitted,
                          "--all: only an operator may query the tasks of all users");
    }
    return std::nullopt;
}

}  // namespace tasksched::service
