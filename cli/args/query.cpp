#include "cli/args/query.h"

namespace tasksched::cli {

void declare(OptionSet& set, QueryOptions& options) {
    set.operand("SQL|@FILE", options.sql,
                "a query, or the file that holds it; - for standard input");
    set.flag("--all", options.all, "of the tasks of all users, not only of one; for operators");
}

}  // namespace tasksched::cli
