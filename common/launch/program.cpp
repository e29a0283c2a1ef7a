#include "common/launch/program.h"

namespace tasksched::launch {

Program make_program(const Account& account, const Occasion& occasion,
                     const model::CommandPayload& payload, const model::Limits& limits) {
    const auto environment = make_environment(account, occasion, payload);
    return {.argv = payload.shell.empty()
                        ? payload.argv
                        : std::vector<std::string>{"/bin/sh", "-c", payload.shell},
            .environment = to_entries(environment),
            .search_path = environment.at("PATH"),
            .directory = payload.cwd.empty() ? account.home : payload.cwd,
            .standard_input = payload.standard_input,
            .limits = limits};
}

}  // namespace tasksched::launch
