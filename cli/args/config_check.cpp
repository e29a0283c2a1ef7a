#include "cli/args/config_check.h"

namespace tasksched::cli {

void declare(OptionSet& set, ConfigCheckOptions& options) {
    set.flag("--connect", options.connect, "connect to the servers that it names; nothing is sent");
}

}  // namespace tasksched::cli
