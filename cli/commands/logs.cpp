#include "cli/args/logs.h"

#include <utility>

#include "cli/commands/commands.h"
#include "cli/commands/follow.h"
#include "cli/commands/live_output.h"
#include "cli/commands/logs_json.h"
#include "cli/commands/output_printer.h"
#include "cli/input/values.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// An attempt that the daemon does not carry out is about to start, or its end is on its way to the
/// store: how often the store is read for that, a second apart at most.
constexpr int kMostTries = 3;

/// Whether the attempt of the response runs, as the store says.
bool is_running(const service::LogsResponse& logs) {
    return logs.run.state == model::RunState::kRunning && logs.attempt == logs.run.attempt;
}

/// Says what is missing of an attempt that has not ended.
void remark_on(Session& session, const service::LogsResponse& logs, bool is_live) {
    const std::string_view state = model::to_string(logs.run.state);
    if (is_live) {
        session.remark(fmt::format("run {} is {}: that is its output up to now; --follow goes on",
                                   logs.run.id.value, state));
    } else if (!model::is_final(logs.run.state) && logs.output.total_bytes == 0) {
        session.remark(fmt::format(
            "run {} is {}{}: its output comes when the attempt ends; --follow waits for it",
            logs.run.id.value, state,
            is_running(logs) ? ", and no daemon tells what it writes" : ""));
    }
}

Result<void> read_again(Session& session, service::Operations& service,
                        service::LogsResponse& logs) {
    if (auto waited = session.wait_for_change(); !waited) {
        return waited;
    }
    return service.logs({.run = logs.run.id, .attempt = logs.attempt})
        .map([&](service::LogsResponse now) { logs = std::move(now); });
}

/// Puts what an attempt that runs has written up to now into the response; false where nobody
/// tells. Where it has just ended, the response is what the store says then.
Result<bool> read_live(Session& session, service::Operations& service,
                       service::LogsResponse& logs) {
    const auto paths = session.runtime_paths();
    if (!paths) {
        return tl::unexpected(paths.error());
    }
    LiveOutput live(paths->gateway_socket);
    for (int tries = 0; tries < kMostTries && is_running(logs); ++tries) {
        auto output = live.read_all(logs.run.id, logs.attempt);
        if (output && *output) {
            logs.output = std::move(**output);
            return true;
        }
        const auto daemon = session.running_daemon();
        if (!output || (daemon && !*daemon)) {
            if (!output) {
                session.remark(output.error().message);
            }
            return false;
        }
        if (auto done = read_again(session, service, logs); !done) {
            return tl::unexpected(done.error());
        }
    }
    return false;
}

Result<int> print_one(Session& session, service::Operations& service, model::RunId id,
                      std::optional<int> attempt) {
    auto logs = service.logs({.run = id, .attempt = attempt});
    if (!logs) {
        return tl::unexpected(logs.error());
    }
    bool is_live = false;
    if (is_running(*logs)) {
        const auto told = read_live(session, service, *logs);
        if (!told) {
            return tl::unexpected(told.error());
        }
        is_live = *told;
    }
    if (session.json()) {
        print_json(session, *logs);
    } else {
        OutputPrinter printer(session, id);
        printer.print(logs->output);
        printer.end();
    }
    if (auto flushed = session.out().flush(); !flushed) {
        return tl::unexpected(flushed.error());
    }
    remark_on(session, *logs, is_live);
    return 0;
}

Result<std::optional<int>> read_attempt(const LogsOptions& options) {
    if (!options.attempt) {
        return std::nullopt;
    }
    if (options.follow) {
        return base::fail(base::ErrorCode::kInvalid,
                          "logs: --follow prints every attempt; give it without --attempt");
    }
    return read_count("--attempt", options.attempt, 1).map([](std::int64_t number) {
        return std::optional(static_cast<int>(number));
    });
}

}  // namespace

Result<int> logs(Session& session, const LogsOptions& options) {
    const auto id = read_run_id("logs", options.run);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto attempt = read_attempt(options);
    if (!attempt) {
        return tl::unexpected(attempt.error());
    }
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (!options.follow) {
        return print_one(session, **service, *id, *attempt);
    }
    const auto paths = session.runtime_paths();
    if (!paths) {
        return tl::unexpected(paths.error());
    }
    return Follower(session, **service, *paths, *id).follow();
}

}  // namespace tasksched::cli::commands
