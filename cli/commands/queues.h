#pragma once

#include <string>

#include "cli/commands/health.h"
#include "cli/output/table.h"
#include "common/config/config.h"

namespace tasksched::cli::commands {

/// For `status`, with totals: what each type has of its slots, and how much waits for one since
/// when. A type of this version is told even where it has no run.
std::string json_of_queues(const Health& health, const config::Slots& slots);

/// The same for users with runs: those who have the most.
std::string json_of_users(const Health& health, const config::Slots& slots);

/// Both as lines; users only where they have a limit of their own.
void add_queues(Details& lines, const Health& health, const config::Slots& slots);

}  // namespace tasksched::cli::commands
