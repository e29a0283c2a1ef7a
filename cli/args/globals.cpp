#include "cli/args/globals.h"

namespace tasksched::cli {

void declare(OptionSet& set, Globals& globals) {
    set.group("For all commands");
    set.value("--config", "FILE", globals.config, "read the configuration from FILE");
    set.value("--store", "URL", globals.store, "use this store: sqlite:PATH or postgresql://...");
    set.flag("--json", globals.json, "print one JSON object, or one a line for lists");
    set.value("--user", "USER", globals.user, "act on the tasks of USER (operators only)");
    set.value("--color", "WHEN", globals.color, "use colours: auto, always or never");
    set.help_flag(globals.help);
}

void declare_version(OptionSet& set, Leading& leading) {
    set.flag("--version", leading.version, "print the version");
}

void declare(OptionSet& set, Leading& leading) {
    declare_version(set, leading);
    set.flag("--dump-options", leading.dump_options, "print every verb with its options");
}

}  // namespace tasksched::cli
