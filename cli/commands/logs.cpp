#include "cli/args/logs.h"

#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/commands/wait.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// Output for a person's terminal: what would steer it is escaped, lines and tabs stay.
std::string for_terminal(std::string_view output) {
    std::string result;
    std::string_view separator;
    for (const std::string_view line : base::split(output, '\n')) {
        result += separator;
        separator = "\n";
        std::string_view tab;
        for (const std::string_view part : base::split(line, '\t')) {
            result += tab;
            result += base::escape_control(part);
            tab = "\t";
        }
    }
    return result;
}

void print_json(Session& session, const service::LogsResponse& logs) {
    session.out().line(JsonObject()
                           .add("run_id", logs.run.id.value)
                           .add("attempt", logs.attempt)
                           .add("head", logs.output.head)
                           .add("tail", logs.output.tail)
                           .add("total_bytes", logs.output.total_bytes)
                           .add("left_out_bytes", logs.output.left_out())
                           .text());
}

/// In a pipe the bytes come as they were written, and what was left out is said beside them.
void print(Session& session, const service::LogsResponse& logs) {
    if (session.json()) {
        print_json(session, logs);
        return;
    }
    const bool terminal = session.style().terminal;
    const auto text = [&](const std::string& part) { return terminal ? for_terminal(part) : part; };
    session.out().write(text(logs.output.head));
    if (logs.output.left_out() > 0) {
        const std::string note = fmt::format("{} bytes were left out after the first {}",
                                             logs.output.left_out(), logs.output.head.size());
        if (terminal) {
            session.out().write(fmt::format("\n[{}]\n", note));
        } else {
            session.remark(fmt::format("run {}: {}", logs.run.id.value, note));
        }
    }
    session.out().write(text(logs.output.tail));
}

/// Prints the attempts from `first` on that have ended; returns the number of the next one.
Result<int> print_ended(Session& session, service::Service& service,
                        const service::RunDetails& details, int first) {
    for (const model::Attempt& attempt : details.attempts) {
        if (attempt.number < first || !attempt.finished_at) {
            continue;
        }
        const auto logs = service.logs({.run = details.run.id, .attempt = attempt.number});
        if (!logs) {
            return tl::unexpected(logs.error());
        }
        print(session, *logs);
        first = attempt.number + 1;
    }
    if (auto flushed = session.out().flush(); !flushed) {
        return tl::unexpected(flushed.error());
    }
    return first;
}

Result<int> follow(Session& session, service::Service& service, model::RunId id) {
    int next = 1;
    while (true) {
        const auto details = service.run(id);
        if (!details) {
            return tl::unexpected(details.error());
        }
        const auto printed = print_ended(session, service, *details, next);
        if (!printed) {
            return tl::unexpected(printed.error());
        }
        if (model::is_final(details->run.state)) {
            return 0;
        }
        next = *printed;
        if (auto waited = wait_for_change(session.store()); !waited) {
            return tl::unexpected(waited.error());
        }
    }
}

Result<int> print_one(Session& session, service::Service& service, model::RunId id,
                      std::optional<int> attempt) {
    const auto logs = service.logs({.run = id, .attempt = attempt});
    if (!logs) {
        return tl::unexpected(logs.error());
    }
    print(session, *logs);
    if (!model::is_final(logs->run.state) && logs->output.total_bytes == 0) {
        session.remark(
            fmt::format("run {} is {}: its output comes when the attempt ends; --follow "
                        "waits for it",
                        id.value, model::to_string(logs->run.state)));
    }
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
    return options.follow ? follow(session, **service, *id)
                          : print_one(session, **service, *id, *attempt);
}

}  // namespace tasksched::cli::commands
