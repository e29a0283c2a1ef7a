#pragma once

#include <string>

#include "common/base/error.h"
#include "common/store/store.h"

namespace tasksched::store {

/// Takes the store over for the daemon of that instance, in a transaction of its own; as
/// RunWriter::begin_tenure() and Store::write().
base::Result<Tenure> take_over(Store& store, const std::string& owner, const std::string& host,
                               time::Instant at);

}  // namespace tasksched::store
