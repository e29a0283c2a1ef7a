#include "common/ipc/runtime.h"

#include <fmt/format.h>

#include <string_view>

#include "common/ipc/text_hash.h"

namespace tasksched::ipc {

namespace {

/// A socket's name must fit into sockaddr_un behind /proc/self/fd/N/ (unix(7): 108 bytes).
constexpr std::size_t kMaxSocketName = 80;

std::string hashed_name(const std::string& store_path, std::string_view suffix) {
    return fmt::format("tasksched-{:016x}{}", text_hash(store_path), suffix);
}

std::string beside(const std::string& store_path, std::string_view suffix) {
    std::string path = store_path + std::string(suffix);
    const std::size_t slash = path.rfind('/');
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    if (path.size() - begin <= kMaxSocketName) {
        return path;
    }
    return path.substr(0, begin) + hashed_name(store_path, suffix);
}

}  // namespace

RuntimePaths runtime_paths(const std::string& store_path,
                           const std::optional<std::string>& runtime_directory) {
    const auto socket = [&](std::string_view suffix) {
        return runtime_directory ? *runtime_directory + '/' + hashed_name(store_path, suffix)
                                 : beside(store_path, suffix);
    };
    return RuntimePaths{
        .wake_socket = socket("-wake"),
        .gateway_socket = socket("-gateway"),
        .supervisor_socket = socket("-launch"),
        .daemon_lock = store_path + "-daemon",
        .supervisor_lock = store_path + "-supervisor",
        .daemon_log = store_path + "-daemon.log",
    };
}

}  // namespace tasksched::ipc
