#include "common/base/version.h"

namespace tasksched::base {

const std::string_view kVersion = TASKSCHED_VERSION;

}  // namespace tasksched::base
