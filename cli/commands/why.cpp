#include "cli/args/why.h"

#include "cli/commands/commands.h"
#include "cli/input/zone_and_time.h"
#include "cli/output/json.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// The time of --at, read in the task's zone.
Result<std::optional<time::Second>> time_of(Session& session, service::Operations& service,
                                            const WhyOptions& options) {
    if (!options.at) {
        return std::nullopt;
    }
    const auto details = service.show({options.task});
    if (!details) {
        return tl::unexpected(details.error());
    }
    return read_time_or_now(session, "--at", options.at, details->task.schedule.zone)
        .map([](time::Second at) { return std::optional(at); });
}

std::string json_of(const service::WhyResponse& response) {
    const auto& run = response.run;
    return JsonObject()
        .add("task_id", response.task.id.value)
        .add("at", time::format_time(response.at, response.task.schedule.zone))
        .add("run_id", run ? std::optional(run->id.value) : std::nullopt)
        .add("state", run ? std::optional(to_string(run->state)) : std::nullopt)
        .add("reason", run && run->reason != model::RunReason::kNone
                           ? std::optional(to_string(run->reason))
                           : std::nullopt)
        .add("answer", response.answer)
        .text();
}

}  // namespace

Result<int> why(Session& session, const WhyOptions& options) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto at = time_of(session, **service, options);
    if (!at) {
        return tl::unexpected(at.error());
    }
    const auto response = (*service)->why({{options.task}, *at});
    if (!response) {
        return tl::unexpected(response.error());
    }
    session.out().line(
        session.json()
            ? json_of(*response)
            : fmt::format("{}\t{}", time::format_time(response->at, response->task.schedule.zone),
                          response->answer));
    return 0;
}

}  // namespace tasksched::cli::commands
