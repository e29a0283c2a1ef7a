#pragma once

namespace tasksched::daemon {

/// Whether the kernel holds its clock for right: a time service keeps it so, adjtimex(2). Also
/// where it does not tell.
bool clock_is_synchronised();

}  // namespace tasksched::daemon
