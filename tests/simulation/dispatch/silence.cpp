#include "tests/simulation/dispatch/silence.h"

#include <spdlog/spdlog.h>

namespace tasksched::simulation {

void silence_log() { spdlog::set_level(spdlog::level::off); }

}  // namespace tasksched::simulation
