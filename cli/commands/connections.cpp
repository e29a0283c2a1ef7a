#include "cli/commands/connections.h"

#include <chrono>

#include "cli/child.h"
#include "cli/commands/daemon_command.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

constexpr std::chrono::minutes kServersAnswerWithin{5};
constexpr std::size_t kFieldsOfLine = 4;

}  // namespace

base::Result<std::vector<Connection>> try_connections(Session& session) {
    auto command = daemon_command(session);
    if (!command) {
        return tl::unexpected(command.error());
    }
    command->emplace_back("--check-connections");
    const auto ended = run_child(*command, {}, kServersAnswerWithin);
    if (!ended) {
        return tl::unexpected(ended.error());
    }
    std::vector<Connection> connections;
    for (const std::string_view line : base::split(ended->out, '\n')) {
        const auto fields = base::split(line, '\t');
        if (fields.size() == kFieldsOfLine) {
            connections.push_back({std::string(fields[0]), std::string(fields[1]),
                                   std::string(fields[2]), std::string(fields[3])});
        }
    }
    if (connections.empty()) {
        return base::fail(base::ErrorCode::kFailed, "{} tried no connection: {}", command->front(),
                          base::trim(ended->err));
    }
    return connections;
}

}  // namespace tasksched::cli::commands
