#pragma once

#include <string_view>

#include "cli/args/option_set.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::cli {

/// The options that describe a task: those of `schedule` and of `update`, and the keys of a batch.
void declare_task_options(OptionSet& set, model::TaskSpec& spec);

/// The heading of the options of programs, and that of a type's own options.
inline constexpr std::string_view kProgramHeading = "Program of a task";
std::string_view heading_of(const model::TypeInfo& type);

}  // namespace tasksched::cli
