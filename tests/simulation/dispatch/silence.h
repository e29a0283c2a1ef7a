#pragma once

namespace tasksched::simulation {

/// From now on this process logs nothing: what the simulated daemons complain of is no news.
void silence_log();

}  // namespace tasksched::simulation
