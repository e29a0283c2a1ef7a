#include "daemon/program.h"

int main(int argc, char** argv) { return tasksched::daemon::run_program(argc, argv); }
