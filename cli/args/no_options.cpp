#include "cli/args/no_options.h"

namespace tasksched::cli {

void declare(OptionSet& /*set*/, NoOptions& /*options*/) {}

}  // namespace tasksched::cli
