// taskschedd on files whose calls fail as the plan in the file TASKSCHED_TEST_FAULTS says.

#include <cstdio>
#include <cstdlib>

#include "daemon/program.h"
#include "tests/support/faults/fault_vfs.h"

int main(int argc, char** argv) {
    const char* plan = std::getenv("TASKSCHED_TEST_FAULTS");
    if (plan == nullptr) {
        std::fputs("TASKSCHED_TEST_FAULTS names no plan of faults\n", stderr);
        return 2;
    }
    tasksched::support::install_fault_vfs(tasksched::support::shared_plan(plan));
    return tasksched::daemon::run_program(argc, argv);
}
