#pragma once

#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"

namespace tasksched::store {

/// What a TaskWriter's insert and update say of a name that `holder` has, another task of the user;
/// its id is 0 where it is one of the same request and not stored yet.
base::Error name_taken(std::string_view name, model::TaskId holder);

}  // namespace tasksched::store
