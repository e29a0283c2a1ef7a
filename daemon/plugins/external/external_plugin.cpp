#include "daemon/plugins/external/external_plugin.h"

#include <fmt/format.h>

#include "common/config/locations.h"
#include "common/config/plugin_directories.h"
#include "common/config/plugin_secrets.h"
#include "common/launch/environment.h"
#include "common/model/plugin_input.h"
#include "common/model/plugin_payload.h"
#include "daemon/log.h"
#include "daemon/plugins/external/exit_meaning.h"

namespace tasksched::daemon {
namespace {

using model::AttemptResult;
using model::Outcome;
using model::PluginPayload;

tl::unexpected<AttemptResult> cannot_start(Outcome outcome, const std::string& detail) {
    return tl::unexpected(model::not_started(outcome, detail));
}

/// The command that carries the attempt out, or why it cannot be.
tl::expected<model::CommandPayload, AttemptResult> command_of(
    const AttemptContext& context, const base::Result<model::PluginTypePtr>& type,
    const std::string& secrets) {
    if (!type) {
        return cannot_start(Outcome::kTransient, type.error().message);
    }
    const auto payload = model::as_known_now(std::get<PluginPayload>(context.payload), *type);
    if (!payload) {
        return cannot_start(
            Outcome::kPermanent,
            fmt::format("the plugin has changed: {}; update the task", payload.error().message));
    }
    const auto read = config::read_secrets_of(*payload, secrets);
    if (!read) {
        return cannot_start(Outcome::kTransient, read.error().message);
    }
    const model::Run& run = context.run;
    return model::plugin_command(
        *payload,
        {.task = run.task_id,
         .run = run.id,
         .attempt = context.attempt,
         .scheduled_for = run.scheduled_for,
         .key = launch::key_of_run(run.task_id, run.id, run.scheduled_for)},
        *read);
}

}  // namespace

void ExternalPlugin::configure(const config::Config& config) {
    plugins_ = config.plugins;
    secrets_ = config::secrets_directory(config, config::process_environment());
    for (const auto& [name, type] : config::read_plugins(plugins_)) {
        if (!type) {
            log_error("the plugin {} is not sound: {}", name, type.error().message);
        }
    }
}

asio::awaitable<std::optional<AttemptResult>> ExternalPlugin::carry_out(AttemptContext context,
                                                                        AttemptControl& control) {
    const auto type = config::read_plugin(plugins_, std::get<PluginPayload>(context.payload).type);
    const model::Policies policies = context.policies;
    if (context.begin == AttemptBegin::kStart) {
        auto command = command_of(context, type, secrets_);
        if (!command) {
            co_return std::move(command.error());
        }
        context.payload = std::move(*command);
    }
    std::optional<AttemptResult> result = co_await commands_.carry_out(std::move(context), control);
    if (result) {
        give_meaning(type ? type->get() : nullptr, policies, *result);
    }
    co_return result;
}

}  // namespace tasksched::daemon
