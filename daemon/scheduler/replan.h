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

/// The same where the rules of the task's zone may have changed since. A `pending` that is no
/// occurrence by the rules of now stands for the nearest one, before or after it, so that neither
/// the day that it was for is left out nor one that is done comes again. What is over at `now` is
/// not looked at.
std::optional<time::Second> replanned_by_zone(const schedule::Occurrences& occurrences,
                                              time::Second pending, time::Second now,
                                              const std::function<bool(time::Second)>& has_run);

/// The same where the clock was set back since, to `now`: the first occurrence to come that has no
/// record, where it is earlier than `pending`. Its cost grows with the records of what is to come.
time::Second replanned_by_clock(const schedule::Occurrences& occurrences, time::Second pending,
                                time::Second now, const std::function<bool(time::Second)>& has_run);

}  // namespace tasksched::daemon
