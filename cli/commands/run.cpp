#include "cli/args/run.h"

#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "common/model/run_json.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Who waits for a run that nobody starts would wait for ever.
Result<void> require_daemon(Session& session) {
    const auto daemon = session.running_daemon();
    if (!daemon) {
        return tl::unexpected(daemon.error());
    }
    if (!*daemon) {
        return fail(ErrorCode::kTryAgain,
                    "run --wait: no daemon is running for this store, so the run would not start; "
                    "start one with: tasksched daemon start");
    }
    return {};
}

Result<model::Run> wait_for_end(Session& session, service::Operations& service, model::RunId id) {
    while (true) {
        auto details = service.run(id);
        if (!details) {
            return tl::unexpected(details.error());
        }
        if (model::is_final(details->run.state)) {
            return std::move(details->run);
        }
        if (auto waited = session.wait_for_change(); !waited) {
            return tl::unexpected(waited.error());
        }
    }
}

/// The code of the command, as a shell gives it; 1 where the run has none to give.
int exit_status_of(Session& session, const model::Run& run) {
    if (run.state == model::RunState::kSucceeded) {
        return 0;
    }
    const std::string_view reason = model::to_string(run.reason);
    session.remark(fmt::format("run {}: {}{}{}{}", run.id.value, model::to_string(run.state),
                               reason.empty() ? "" : ", ", reason,
                               run.detail.empty() ? "" : ": " + run.detail));
    if (run.state == model::RunState::kUnknown) {
        return 1;
    }
    if (run.signal) {
        return 128 + *run.signal;
    }
    return run.exit_code.value_or(0) == 0 ? 1 : *run.exit_code;
}

Result<int> wait_and_report(Session& session, service::Operations& service, model::RunId id) {
    const auto run = wait_for_end(session, service, id);
    if (!run) {
        return tl::unexpected(run.error());
    }
    if (session.json()) {
        session.out().line(model::to_json(*run, session.zone()));
    }
    return exit_status_of(session, *run);
}

/// The id is on its way before the wait begins, so that a reader can watch the run.
Result<void> print_id(Session& session, model::RunId id, const RunOptions& options) {
    if (!session.json()) {
        session.out().line(std::to_string(id.value));
    } else if (!options.wait) {
        session.out().line(JsonObject().add("run_id", id.value).text());
    }
    return session.out().flush();
}

}  // namespace

Result<int> run(Session& session, const RunOptions& options) {
    if (options.wait) {
        if (auto ready = require_daemon(session); !ready) {
            return tl::unexpected(ready.error());
        }
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = (*service)->run_now({.task = {options.task}});
    if (!response) {
        return tl::unexpected(response.error());
    }
    const bool daemon_listens = session.announce_change();
    if (auto printed = print_id(session, response->run, options); !printed) {
        return tl::unexpected(printed.error());
    }
    if (!daemon_listens) {
        session.remark_no_daemon();
    }
    return options.wait ? wait_and_report(session, **service, response->run) : 0;
}

}  // namespace tasksched::cli::commands
