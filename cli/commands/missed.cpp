#include "cli/args/missed.h"

#include <chrono>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/commands/missed_plan.h"
#include "cli/commands/missing_store.h"
#include "cli/commands/page.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "cli/output/table.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// Whoever waits for the store asks for it this often at least.
constexpr std::chrono::milliseconds kBetweenTransactions{20};

std::vector<service::TaskRef> refs_of(const MissedOptions& options) {
    std::vector<service::TaskRef> refs;
    refs.reserve(options.tasks.size());
    for (const std::string& task : options.tasks) {
        refs.push_back({task});
    }
    return refs;
}

Result<void> check(const MissedOptions& options) {
    if (options.run && options.skip) {
        return base::fail(base::ErrorCode::kInvalid, "--run and --skip: give one of them");
    }
    if (options.catch_up && !options.run) {
        return base::fail(base::ErrorCode::kInvalid, "--catch-up goes with --run only");
    }
    return {};
}

void print(Session& session, const std::vector<service::MissedPlan>& plans) {
    const TimePrinter times = session.times();
    Table table({"ID", "NAME", "TYPE", "MISSED", "FIRST", "LAST", "CATCH-UP", "VERDICT"});
    for (const service::MissedPlan& plan : plans) {
        if (session.json()) {
            session.out().line(json_of_plan(session, plan));
            continue;
        }
        const model::Task& task = plan.missed.task;
        table.add({{std::to_string(task.id.value)},
                   {task.name},
                   {task.type},
                   {count_text(plan)},
                   {times.print(std::optional(plan.missed.spans.front().first))},
                   {times.print(std::optional(plan.missed.spans.back().through))},
                   {std::string(model::to_string(task.policies.catch_up))},
                   {model::describe(plan.verdict)}});
    }
    table.print(session.out(), session.style());
}

Result<void> print_all(Session& session, service::Operations& service,
                       service::MissedRequest request) {
    for (;;) {
        request.limit = kPage;
        const auto plans = service.missed(request);
        if (!plans) {
            return tl::unexpected(plans.error());
        }
        print(session, *plans);
        if (!request.tasks.empty() || static_cast<std::int64_t>(plans->size()) < kPage) {
            return {};
        }
        request.after = plans->back().missed.task.id;
    }
}

Result<int> list(Session& session, const MissedOptions& options) {
    const auto service = options.tasks.empty() ? service_if_stored(session)
                                               : session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (*service != nullptr) {
        service::MissedRequest request;
        request.tasks = refs_of(options);
        if (auto printed = print_all(session, **service, std::move(request)); !printed) {
            return tl::unexpected(printed.error());
        }
    }
    return 0;
}

void print_response(Session& session, const service::DecideMissedResponse& response) {
    if (session.json()) {
        session.out().line(JsonObject()
                               .add("tasks", response.tasks)
                               .add("runs", response.runs)
                               .add("skipped", response.skipped)
                               .text());
        return;
    }
    Details lines;
    lines.add("tasks", std::to_string(response.tasks));
    lines.add("runs", std::to_string(response.runs));
    lines.add("skipped", response.skipped ? std::to_string(*response.skipped)
                                          : fmt::format("over {}", model::kMostMadeUp));
    lines.print(session.out(), session.style());
}

/// In as many transactions as it takes, so that others can write between them.
Result<service::DecideMissedResponse> decide_all(service::Operations& service,
                                                 service::DecideMissedRequest request) {
    service::DecideMissedResponse all;
    all.skipped = 0;
    for (;;) {
        auto some = service.decide_missed(request);
        if (!some && all.tasks > 0) {
            return base::fail(some.error().code,
                              "{}; of {} tasks it is decided, give the command again for the rest",
                              some.error().message, all.tasks);
        }
        if (!some) {
            return some;
        }
        all.tasks += some->tasks;
        all.runs += some->runs;
        all.skipped = all.skipped && some->skipped ? std::optional(*all.skipped + *some->skipped)
                                                   : std::nullopt;
        if (!some->go_on_after) {
            return all;
        }
        request.after = some->go_on_after;
        std::this_thread::sleep_for(kBetweenTransactions);
    }
}

Result<int> decide(Session& session, const MissedOptions& options) {
    service::DecideMissedRequest request;
    request.decision = options.run ? service::MissedDecision::kRun : service::MissedDecision::kSkip;
    request.tasks = refs_of(options);
    if (options.catch_up) {
        const auto catch_up = model::parse_catch_up(*options.catch_up);
        if (!catch_up) {
            return tl::unexpected(at_place("--catch-up", catch_up.error()));
        }
        request.catch_up = *catch_up;
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = decide_all(**service, request);
    if (!response) {
        return tl::unexpected(response.error());
    }
    const bool daemon_listens = session.announce_change();
    print_response(session, *response);
    if (!daemon_listens && response->runs > 0) {
        session.remark_no_daemon();
    }
    return 0;
}

}  // namespace

Result<int> missed(Session& session, const MissedOptions& options) {
    if (auto checked = check(options); !checked) {
        return tl::unexpected(checked.error());
    }
    return options.run || options.skip ? decide(session, options) : list(session, options);
}

}  // namespace tasksched::cli::commands
