#pragma once

#include <string>

#include "common/model/ids.h"

namespace tasksched::store::sqlite {

/// Which rows of a payload table are meant: those of this version of the task.
struct PayloadKey {
    model::TaskId task;
    model::Version version = 1;
    const std::string& user_id;
};

}  // namespace tasksched::store::sqlite
