#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"
#include "common/schedule/calendars.h"

namespace tasksched::model {

/// What a spec is resolved against.
struct ResolveContext {
    time::Instant now{};
    time::Zone zone;  ///< where the spec names none
    std::string user_id;
    std::uint64_t random_seed = 0;    ///< for `~` in cron expressions
    schedule::Calendars calendars{};  ///< those of the configuration, where any are named
    PluginTypes plugins{};            ///< those that are there, where one may be meant
};

/// A task with its payload, checked, ready to be stored; its id is 0.
struct ResolvedTask {
    Task task;
    Payload payload;
    std::vector<std::string> remarks;  ///< what the user should be told, a line each
};

/// Whether `spec` names calendars, so that a context must have them.
bool names_calendars(const TaskSpec& spec);

/// The same of the plugins' types: whether the task's type, or a new one's, is none of this build,
/// and something of it is given. Without, a task of a plugin that is gone can still be changed.
bool needs_plugins(const TaskSpec& spec, std::string_view type);

/// Makes a new task of `spec`, its first `next_run_at` computed. kInvalid names the option, the
/// value, and what would be right: more than one WHEN, a time in the past, a schedule that has no
/// occurrence any more, words without a type, ...
///
/// A period without `--start` counts from now, so its first occurrence is one period away; an
/// explicit start that is yet to come is itself the first. `--in` is rounded up to a second.
/// @reboot goes without start, until, count, jitter and calendars. A schedule whose every
/// occurrence would be skipped for its calendars is refused.
base::Result<ResolvedTask> resolve_new(const TaskSpec& spec, const ResolveContext& context);

/// Applies the options that `spec` gives to a stored task; all others keep their values, and "none"
/// takes start, until, count, jitter, calendars, deadline, timeout, exit codes, limits or env away.
/// The version is raised. A task that is done or cancelled cannot be changed (kInvalid); neither
/// can a task's type.
///
/// next_run_at is computed anew where the rule, the zone, the start or the days to which
/// occurrences are moved changed; otherwise it stays, so that an occurrence that is due already is
/// not lost. A new period keeps the start that the task has. A paused task stays paused and has no
/// next_run_at.
base::Result<ResolvedTask> resolve_update(const TaskSpec& spec, Task task, Payload payload,
                                          const ResolveContext& context);

/// Makes of `spec` what resolve_new makes, as a change of the stored task `old`: options that are
/// absent go back to their defaults. The task keeps its id, its state, and its next_run_at where
/// the schedule stays the same (a period without `--start` then keeps counting from where it did).
base::Result<ResolvedTask> resolve_replace(const TaskSpec& spec, const Task& old,
                                           const ResolveContext& context);

}  // namespace tasksched::model
