#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/args/option_set.h"
#include "cli/verbs.h"

namespace tasksched::cli {

/// The help of one verb: usage, what it does, and its options under their headings.
std::string verb_help(const Verb& verb);

/// The options of a type, and of its program where it runs one, under their headings.
std::string option_entries_of(const model::TypeInfo& type);

/// A name and what is said of it, as options are shown: in lines of 80 columns.
std::string help_entry(std::string_view name, std::string_view help);

/// The help of the whole command: all verbs, and the options for all of them.
std::string general_help();

/// A few lines for who named no verb.
std::string short_usage();

/// Every verb with each of its options, a line each: verb, option, metavar, between tabs; an
/// operand has '-' for the option, a flag '-' for the metavar. For tests and completions.
std::string dump_options();

}  // namespace tasksched::cli
