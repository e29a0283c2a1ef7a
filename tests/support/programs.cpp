#include "tests/support/programs.h"

#include <utility>

namespace tasksched::support {

std::string tasksched_program() { return TASKSCHED_TEST_TASKSCHED; }
std::string taskschedd_program() { return TASKSCHED_TEST_TASKSCHEDD; }

ProcessSpec tasksched_spec(const TemporaryHome& home, std::vector<std::string> arguments,
                           std::string standard_input) {
    ProcessSpec spec;
    spec.program = tasksched_program();
    spec.arguments = std::move(arguments);
    spec.environment = plain_environment(home.path());
    spec.directory = home.path();
    spec.standard_input = std::move(standard_input);
    return spec;
}

ProcessResult run_tasksched(const TemporaryHome& home, std::vector<std::string> arguments,
                            std::string standard_input) {
    return run(tasksched_spec(home, std::move(arguments), std::move(standard_input)));
}

}  // namespace tasksched::support
