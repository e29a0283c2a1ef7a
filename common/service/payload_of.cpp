#include "common/service/payload_of.h"

#include <utility>

namespace tasksched::service {

base::Result<model::Payload> payload_of(store::Reader& reader, model::TaskId id,
                                        model::Version version) {
    return reader.payload(id, version).map_error([](base::Error&& error) {
        const bool is_unreadable = error.code == base::ErrorCode::kInvalid;
        return base::Error{is_unreadable ? base::ErrorCode::kFailed : error.code,
                           std::move(error.message)};
    });
}

}  // namespace tasksched::service
