#pragma once

#include <string>

#include "common/base/error.h"
#include "common/store/store.h"

namespace tasksched::daemon {

/// What becomes of a start where the store cannot be written: no space, input or output.
enum class OnFault { kFail, kWait };

/// Takes the store over for a daemon on `host` that begins now, under a new instance's name. With
/// kWait it returns when the store can be written, and says in the log that it waits.
base::Result<store::Tenure> begin_tenure(store::Store& store, const std::string& host,
                                         OnFault on_fault);

}  // namespace tasksched::daemon
