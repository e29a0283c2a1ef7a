#include "cli/args/backup.h"

namespace tasksched::cli {

void declare(OptionSet& set, BackupOptions& options) {
    set.operand("FILE", options.file, "the new file that the copy goes to");
}

}  // namespace tasksched::cli
