#include "daemon/plugins/command/command_plugin.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/launch/environment.h"
#include "common/launch/program.h"
#include "common/model/command.h"

namespace tasksched::daemon {
namespace {

/// Errands are told from runs by their sign.
AttemptKey key_of(const AttemptContext& context) {
    return {.run = context.errand ? errand_name(*context.errand).value : context.run.id.value,
            .attempt = context.attempt};
}

}  // namespace

Order make_order(const launch::Account& account, const AttemptContext& context) {
    const model::Run& run = context.run;
    const launch::Occasion occasion{
        .task = run.task_id,
        .run = run.id,
        .scheduled_for = run.scheduled_for,
        .attempt = context.attempt,
        .key = launch::key_of_run(run.task_id, run.id, run.scheduled_for),
        .instance = context.supervisor};
    return {.key = key_of(context),
            .program = launch::make_program(account, occasion,
                                            std::get<model::CommandPayload>(context.payload),
                                            context.policies.limits),
            .timeout = context.policies.timeout,
            .kill_grace = context.kill_grace,
            .output_head = context.output_head};
}

Order make_order_for_user(const AttemptContext& context) {
    const std::string& user = context.run.user_id;
    Order order = make_order({.name = user, .home = {}}, context);
    order.program.user = user;
    return order;
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
    if (runs_as_ == RunsAs::kUserOfTask && !context.errand) {
        Order order = make_order_for_user(context);
        co_return co_await supervisor_.carry_out(std::move(order), control);
    }
    if (!account_) {
        account_ = account_source_();
    }
    if (!account_) {
        co_return model::not_started(model::Outcome::kTransient, account_.error().message);
    }
    Order order = make_order(*account_, context);
    co_return co_await supervisor_.carry_out(std::move(order), control);
}

}  // namespace tasksched::daemon
