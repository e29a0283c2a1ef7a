#pragma once

#include <functional>
#include <optional>

#include "common/schedule/occurrences.h"

namespace tasksched::daemon {

/// When a task is due, at `now`, whose calendars may have changed since it was found to be due at
/// `pending`. That occurrence is not lost: where its day is excluded now, it comes to the day that
/// it is moved to, be that over already; else it stays where it is, also where it was moved to.
/// Where the calendars give an earlier occurrence that is yet to come, the task is due then.
/// `has_run` tells whether there is a record of an occurrence that is over: then it is not due once
/// more. None where the task has no occurrence any more. Pure.
std::optional<time::Second> replanned(const schedule::Occurrences& occurrences,
                                      time::Second pending, time::Second now,
                                      const std::function<bool(time::Second)>& has_run);

}  // namespace tasksched::daemon
