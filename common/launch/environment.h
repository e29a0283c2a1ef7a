#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/launch/account.h"
#include "common/model/command.h"
#include "common/model/ids.h"
#include "common/time/clock.h"

namespace tasksched::launch {

/// A program's environment, by name.
using ProgramEnvironment = std::map<std::string, std::string>;

/// What a program is started for: the attempt of a run, or a rehearsal.
struct Occasion {
    model::TaskId task;
    model::RunId run;  ///< 0 for a rehearsal
    std::optional<time::Second> scheduled_for;
    int attempt = 1;
    std::string key;                      ///< as key_of_run() or key_of_rehearsal() gives it
    std::optional<std::string> instance;  ///< of the supervisor
};

/// The key of a run is the same for all attempts of an occurrence and of no other one's; that of a
/// rehearsal is no run's, and another one at each second.
std::string key_of_run(model::TaskId task, model::RunId run,
                       std::optional<time::Second> scheduled_for);
std::string key_of_rehearsal(model::TaskId task, time::Second now);

/// The environment of a command, built from nothing: HOME, LOGNAME, USER, SHELL=/bin/sh and PATH;
/// what tells the program which run it is (TASKSCHED_TASK_ID, _RUN_ID, _ATTEMPT, _KEY, _INSTANCE
/// where there is one, and _SCHEDULED_FOR, RFC 3339 in UTC and absent for an extra run); then the
/// task's own variables, which win.
ProgramEnvironment make_environment(const Account& account, const Occasion& occasion,
                                    const model::CommandPayload& payload);

/// NAME=VALUE, as execve(2) takes it.
std::vector<std::string> to_entries(const ProgramEnvironment& environment);

}  // namespace tasksched::launch
