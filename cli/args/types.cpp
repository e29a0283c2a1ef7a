#include "cli/args/types.h"

namespace tasksched::cli {

void declare(OptionSet& set, TypesOptions& options) {
    set.operand("TYPE", options.type, "the type to explain; else all are listed");
}

}  // namespace tasksched::cli
