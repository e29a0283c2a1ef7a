#include "daemon/plugins/report/query_program.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace tasksched::daemon {

std::string find_command_program() {
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string beside = error ? "" : (own.parent_path() / "tasksched").string();
    return ::access(beside.c_str(), X_OK) == 0 ? beside : TASKSCHED_COMMAND_PROGRAM;
}

}  // namespace tasksched::daemon
