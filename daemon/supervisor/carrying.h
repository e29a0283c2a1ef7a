#pragma once

#include <asio/awaitable.hpp>
#include <span>

#include "common/model/run.h"
#include "daemon/plugins/attempt_control.h"
#include "daemon/supervisor/launcher.h"
#include "daemon/supervisor/output_capture.h"
#include "daemon/supervisor/protocol/order.h"

namespace tasksched::daemon {

/// Carries out one order, from the start of its program to its end. Exit status 0 is success; any
/// other, a signal and a timeout are transient failures, so that `--retries` applies; a program
/// that could not be started is a permanent one (RunReason::kNotStarted), unless the system was
/// short of something.
///
/// The process's descriptors 0 to 2 are open and SIGCHLD is not ignored: reset_inherited_state().
/// What the program writes is in `output` while it runs, and in the result at its end. `buffer` is
/// for reading and may be shared with other orders of the same loop; it, `order`, `launcher`,
/// `control` and `output` outlive the coroutine.
asio::awaitable<model::AttemptResult> carry_out(const Order& order, Launcher& launcher,
                                                AttemptControl& control, OutputCapture& output,
                                                std::span<char> buffer);

}  // namespace tasksched::daemon
