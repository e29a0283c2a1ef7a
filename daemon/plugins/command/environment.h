#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/model/command.h"
#include "daemon/plugins/command/account.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// A program's environment, by name.
using ProgramEnvironment = std::map<std::string, std::string>;

/// The environment of a command, built from nothing: HOME, LOGNAME, USER, SHELL=/bin/sh and PATH;
/// what tells the program which run it is (TASKSCHED_TASK_ID, _RUN_ID, _ATTEMPT, _KEY and
/// _SCHEDULED_FOR, RFC 3339 in UTC and absent for an extra run); then the task's own variables,
/// which win. The key is the same for all attempts of an occurrence and of no other one's.
ProgramEnvironment make_environment(const Account& account, const AttemptContext& context,
                                    const model::CommandPayload& payload);

/// NAME=VALUE, as execve(2) takes it.
std::vector<std::string> to_entries(const ProgramEnvironment& environment);

}  // namespace tasksched::daemon
