#include "daemon/plugins/command/command_plugin.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/model/command.h"
#include "daemon/plugins/command/environment.h"

namespace tasksched::daemon {
namespace {

/// Errands are told from runs by their sign.
AttemptKey key_of(const AttemptContext& context) {
    return {.run = context.errand ? -*context.errand : context.run.id.value,
            .attempt = context.attempt};
}

}  // namespace

Order make_order(const Account& account, const AttemptContext& context) {
    const auto& payload = std::get<model::CommandPayload>(context.payload);
    const auto environment = make_environment(account, context, payload);
    return {.key = key_of(context),
            .argv = payload.shell.empty()
                        ? payload.argv
                        : std::vector<std::string>{"/bin/sh", "-c", payload.shell},
            .environment = to_entries(environment),
            .search_path = environment.at("PATH"),
            .directory = payload.cwd.empty() ? account.home : payload.cwd,
            .standard_input = payload.standard_input,
            .timeout = context.policies.timeout,
            .kill_grace = context.kill_grace};
}

std::set<AttemptName> CommandPlugin::known() const {
    std::set<AttemptName> names;
    for (const AttemptKey& key : supervisor_.known()) {
        names.emplace(model::RunId{key.run}, key.attempt);
    }
    return names;
}

asio::awaitable<std::optional<model::AttemptResult>> CommandPlugin::carry_out(
    AttemptContext context, AttemptControl& control) {
    if (context.begin == AttemptBegin::kResume) {
        co_return co_await supervisor_.follow(key_of(context), control);
    }
    Order order = make_order(account_, context);
    auto result = co_await supervisor_.carry_out(std::move(order), control);
    if (context.errand) {
        supervisor_.acknowledge(key_of(context));
    }
    co_return result;
}

}  // namespace tasksched::daemon
