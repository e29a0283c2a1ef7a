#pragma once

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// What the task runs at that version. kFailed where what is stored cannot be read: no value of the
/// caller's is at fault.
base::Result<model::Payload> payload_of(store::Reader& reader, model::TaskId id,
                                        model::Version version);

}  // namespace tasksched::service
