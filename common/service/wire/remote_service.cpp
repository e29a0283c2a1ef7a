#include "common/service/wire/remote_service.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "common/service/pages.h"
#include "common/service/wire/head.h"
#include "common/service/wire/history_fields.h"
#include "common/service/wire/operation.h"
#include "common/service/wire/request_fields.h"
#include "common/service/wire/run_request_fields.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using wire::Effect;

tl::unexpected<base::Error> in_line(std::size_t line, base::Error error) {
    error.message = fmt::format("line {}: {}", line, error.message);
    return tl::unexpected(std::move(error));
}

/// Reads a list of any length page by page: `ask` gives the page of that many rows, and `go_on`
/// makes the request one for what comes after the last of them.
template <typename Row, typename Ask, typename GoOn>
Result<std::vector<Row>> read_pages(std::int64_t limit, const Ask& ask, const GoOn& go_on) {
    std::vector<Row> rows;
    const auto gather = [&rows](std::vector<Row>& page) -> Result<void> {
        std::move(page.begin(), page.end(), std::back_inserter(rows));
        return {};
    };
    return for_each_page(limit, wire::kMostRows, ask, go_on, gather).map([&] {
        return std::move(rows);
    });
}

}  // namespace

RemoteService::RemoteService(Exchange exchange, std::optional<std::string> acting_for,
                             std::string zone)
    : exchange_(std::move(exchange)), acting_for_(std::move(acting_for)), zone_(std::move(zone)) {}

template <typename Request>
std::string RemoteService::head(std::string_view operation, const Request& request) const {
    const wire::Head head{.version = wire::kCallVersion,
                          .operation = std::string(operation),
                          .acting_for = acting_for_,
                          .zone = zone_,
                          .request = wire::encode(request)};
    return wire::encode(head).dump();
}

template <typename Response>
Result<Response> RemoteService::send(std::string call, Effect effect) const {
    auto answer = exchange_(std::move(call), effect);
    if (!answer) {
        return tl::unexpected(std::move(answer.error()));
    }
    if constexpr (std::is_void_v<Response>) {
        return {};
    } else {
        Response response{};
        const wire::Json json = wire::Json::parse(*answer, nullptr, /*allow_exceptions=*/false);
        if (json.is_discarded() || !wire::decode(json, response)) {
            return fail(ErrorCode::kFailed,
                        "the daemon's answer cannot be read; is it of another version?");
        }
        return response;
    }
}

template <typename Response, typename Argument, typename Request>
Result<Response> RemoteService::ask(const wire::Operation<Response, Argument>& operation,
                                    const Request& request) const {
    return send<Response>(head(operation.name, request), operation.effect);
}

template <typename Response>
Result<Response> RemoteService::ask(const wire::Operation<Response, void>& operation) const {
    return send<Response>(head(operation.name, wire::Json()), operation.effect);
}

Result<ScheduleResponse> RemoteService::schedule(const ScheduleRequest& request) {
    if (request.specs.size() > 1) {
        std::size_t next = 0;
        const auto source = [&]() -> Result<std::optional<model::TaskSpec>> {
            return next < request.specs.size() ? std::optional(request.specs[next++])
                                               : std::nullopt;
        };
        return schedule_stream(source,
                               request.replace ? OnSameName::kReplace : OnSameName::kRefuse);
    }
    std::string call = head(wire::kSchedule, wire::ScheduleHead{.replace = request.replace});
    for (const model::TaskSpec& spec : request.specs) {
        call += '\n' + model::format_task_spec(spec);
    }
    return send<ScheduleResponse>(std::move(call), Effect::kChanges);
}

Result<ScheduleResponse> RemoteService::schedule_stream(const SpecSource& next,
                                                        OnSameName same_name) {
    std::string call = head(wire::kScheduleStream,
                            wire::ScheduleHead{.replace = same_name == OnSameName::kReplace});
    for (std::size_t line = 1;; ++line) {
        const auto spec = next();
        if (!spec) {
            return in_line(line, spec.error());
        }
        if (!*spec) {
            return send<ScheduleResponse>(std::move(call), Effect::kChanges);
        }
        if (line > wire::kMostTasks) {
            return in_line(line, wire::too_many_tasks().value());
        }
        call += '\n' + model::format_task_spec(**spec);
        if (call.size() > wire::kLongestCall) {
            return in_line(line, {ErrorCode::kInvalid,
                                  fmt::format("a batch that goes through the daemon has at most {} "
                                              "bytes; split it",
                                              wire::kLongestCall)});
        }
    }
}

Result<UpdateResponse> RemoteService::update(const UpdateRequest& request) {
    return ask(wire::kUpdate, request);
}

Result<UpdateResponse> RemoteService::preview_update(const UpdateRequest& request,
                                                     const UpdateViewer& view) {
    auto preview = send<wire::UpdatePreview>(head(wire::kPreviewUpdate, request), Effect::kNone);
    if (!preview) {
        return tl::unexpected(std::move(preview.error()));
    }
    for (const auto& [before, after] : preview->changes) {
        view(before, after);
    }
    return std::move(preview->response);
}

Result<TransitionResponse> RemoteService::transition(const TransitionRequest& request) {
    return ask(wire::kTransition, request);
}

Result<RunNowResponse> RemoteService::run_now(const RunNowRequest& request) {
    return ask(wire::kRunNow, request);
}

Result<std::vector<model::Task>> RemoteService::list(const ListRequest& request) {
    ListRequest page = request;
    const bool by_time = request.filter.due_before.has_value();
    if (by_time) {  // one more row than asked for would tell whether there are more
        page.filter.limit = std::min(request.filter.limit, wire::kMostRows);
        auto tasks = ask(wire::kList, page);
        if (tasks && std::ssize(*tasks) == wire::kMostRows &&
            request.filter.limit > wire::kMostRows) {
            return fail(ErrorCode::kFailed,
                        "{} tasks or more are due by then, and the daemon lists at most {} by "
                        "their times; give --limit or a shorter time",
                        wire::kMostRows, wire::kMostRows);
        }
        return tasks;
    }
    return read_pages<model::Task>(
        request.filter.limit,
        [&](std::int64_t rows) {
            page.filter.limit = rows;
            return ask(wire::kList, page);
        },
        [&](const model::Task& last) { page.filter.after = last.id; });
}

Result<TaskDetails> RemoteService::show(const TaskRef& task) { return ask(wire::kShow, task); }

Result<std::vector<model::Run>> RemoteService::runs(const RunsRequest& request) {
    RunsRequest page = request;
    return read_pages<model::Run>(
        request.filter.limit,
        [&](std::int64_t rows) {
            page.filter.limit = rows;
            return ask(wire::kRuns, page);
        },
        [&](const model::Run& last) { page.filter.before = last.id; });
}

Result<RunDetails> RemoteService::run(model::RunId run) { return ask(wire::kRun, run); }

Result<std::vector<model::RunItem>> RemoteService::run_items(model::RunId run) {
    return ask(wire::kRunItems, run);
}

Result<WhyResponse> RemoteService::why(const WhyRequest& request) {
    return ask(wire::kWhy, request);
}

Result<LogsResponse> RemoteService::logs(const LogsRequest& request) {
    return ask(wire::kLogs, request);
}

Result<KillResponse> RemoteService::kill(model::RunId run) { return ask(wire::kKill, run); }

Result<void> RemoteService::retry(model::RunId run) { return ask(wire::kRetry, run); }

Result<ResolveResponse> RemoteService::resolve(const ResolveRequest& request) {
    return ask(wire::kResolve, request);
}

Result<std::vector<MissedPlan>> RemoteService::missed(const MissedRequest& request) {
    MissedRequest page = request;
    return read_pages<MissedPlan>(
        request.limit,
        [&](std::int64_t rows) {
            page.limit = rows;
            return ask(wire::kMissed, page);
        },
        [&](const MissedPlan& last) { page.after = last.missed.task.id; });
}

Result<DecideMissedResponse> RemoteService::decide_missed(const DecideMissedRequest& request) {
    return ask(wire::kDecideMissed, request);
}

Result<store::Totals> RemoteService::totals(std::chrono::seconds window) {
    return ask(wire::kTotals, window);
}

Result<std::optional<store::Crontab>> RemoteService::crontab() { return ask(wire::kCrontab); }

Result<CrontabResponse> RemoteService::install_crontab(const InstallCrontabRequest& request) {
    return ask(wire::kInstallCrontab, request);
}

Result<CrontabResponse> RemoteService::remove_crontab() { return ask(wire::kRemoveCrontab); }

Result<std::vector<store::FormerCrontab>> RemoteService::crontab_history() {
    return ask(wire::kCrontabHistory);
}

Result<CrontabResponse> RemoteService::undo_crontab() { return ask(wire::kUndoCrontab); }

Result<CrontabLines> RemoteService::crontab_lines(const std::vector<model::TaskId>& tasks) {
    return ask(wire::kCrontabLines, tasks);
}

Result<std::vector<model::AuditEntry>> RemoteService::audit(const AuditRequest& request) {
    AuditRequest page = request;
    return read_pages<model::AuditEntry>(
        request.limit,
        [&](std::int64_t rows) {
            page.limit = rows;
            return ask(wire::kAudit, page);
        },
        [&](const model::AuditEntry& last) { page.before = last.id; });
}

Result<std::vector<LoggedVersion>> RemoteService::log(const LogRequest& request) {
    LogRequest page = request;
    return read_pages<LoggedVersion>(
        request.limit,
        [&](std::int64_t rows) {
            page.limit = rows;
            return ask(wire::kLog, page);
        },
        [&](const LoggedVersion& last) { page.before = last.version.task.version; });
}

Result<UndoResponse> RemoteService::undo(const UndoRequest& request) {
    return ask(wire::kUndo, request);
}

Result<std::optional<std::string>> RemoteService::user_to_query(QueryOf /*whom*/) const {
    return fail(ErrorCode::kFailed,
                "a query reads the store itself, which belongs to the system's daemon");
}

}  // namespace tasksched::service
