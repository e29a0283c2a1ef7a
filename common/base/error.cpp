#include "common/base/error.h"

#include <system_error>

namespace tasksched::base {

int exit_status(ErrorCode code) { return static_cast<int>(code); }

std::string system_error_text(int number) { return std::generic_category().message(number); }

}  // namespace tasksched::base
