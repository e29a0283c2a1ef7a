#pragma once

#include <asio/awaitable.hpp>

#include "common/model/run.h"

namespace tasksched::daemon {

/// Returns once this very process has ended; at once where it has. It need not be our child.
asio::awaitable<void> wait_until_gone(model::ProcessIdentity process);

}  // namespace tasksched::daemon
