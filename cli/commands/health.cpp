#include "cli/commands/health.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// Runs that start later than that after their time are a problem.
constexpr std::chrono::seconds kTolerableLag{30};
constexpr std::chrono::hours kDay{24};

constexpr int kLockRounds = 10;
constexpr int kLockPauseMilliseconds = 20;

void look_for_daemon(Session& session, Health& health) {
    const auto daemon = session.running_daemon();
    if (daemon) {
        health.daemon = *daemon;
    }
    if (!daemon) {
        health.problems.push_back(daemon.error().message);
    } else if (!*daemon) {
        health.problems.emplace_back(
            "no daemon is running for this store; start one with: tasksched daemon start");
    }
    if (health.daemon) {
        health.trouble = ipc::read_trouble(*health.daemon);
    }
}

/// What the daemon says of a store that it cannot write to, or not always.
void tell_trouble(Session& session, Health& health) {
    if (!health.trouble) {
        return;
    }
    const ipc::StoreTrouble& trouble = *health.trouble;
    const time::Second since = time::floor_second(trouble.since);
    const auto lasts = std::max(time::floor_second(health.now) - since, std::chrono::seconds(0));
    const std::string when = fmt::format("since {} ({})", time::format_time(since, session.zone()),
                                         time::format_duration(lasts));
    health.problems.push_back(
        trouble.down
            ? fmt::format("the daemon cannot write to the store {}: {}; until it can, nothing is "
                          "claimed, and what became of {} runs waits to be recorded",
                          when, trouble.error, trouble.held)
            : fmt::format("writes of the daemon to the store failed {} times {}, the last {} ago, "
                          "and are tried again: {}",
                          trouble.failures, when,
                          time::format_duration(std::max(
                              time::floor_second(health.now) - time::floor_second(trouble.last),
                              std::chrono::seconds(0))),
                          trouble.error));
}

Result<void> read_totals(Session& session, Health& health) {
    const auto service = session.service(store::OpenMode::kRead);
    auto totals = service ? (*service)->totals(kDay) : tl::unexpected(service.error());
    if (totals) {
        health.totals = std::move(*totals);
        return {};
    }
    if (totals.error().code == base::ErrorCode::kTryAgain ||
        totals.error().code == base::ErrorCode::kNotFound) {
        health.problems.push_back(totals.error().message);
        return {};
    }
    return tl::unexpected(totals.error());
}

/// The process that holds the store's lock for as long as we look: a write takes milliseconds.
Result<std::optional<std::int64_t>> lasting_writer(const store::Location& location) {
    std::optional<std::int64_t> writer;
    for (int round = 0; round < kLockRounds; ++round) {
        const auto holder = store::write_lock_holder(location);
        if (!holder) {
            return tl::unexpected(holder.error());
        }
        if (!*holder || (writer && *holder != writer)) {
            return std::nullopt;
        }
        writer = *holder;
        ::poll(nullptr, 0, kLockPauseMilliseconds);
    }
    return writer;
}

Result<void> look_for_writer(const store::Location& location, Health& health) {
    const auto writer = lasting_writer(location);
    if (!writer && writer.error().code != base::ErrorCode::kNotFound) {
        return tl::unexpected(writer.error());
    }
    health.writer = writer ? *writer : std::nullopt;
    // A daemon under load writes most of the time.
    if (health.writer && health.writer != health.daemon) {
        health.problems.push_back(
            fmt::format("process {} holds the store's lock: nobody else can write until it ends",
                        *health.writer));
    }
    return {};
}

/// Tasks that the daemon holds for a calendar that is not there.
void look_for_calendars(Session& session, Health& health) {
    if (health.totals->calendars.empty()) {
        return;
    }
    const auto calendars = session.calendars();
    if (!calendars) {
        health.problems.push_back(calendars.error().message);
        return;
    }
    for (const auto& [name, tasks] : health.totals->calendars) {
        if ((*calendars)->find(name) == nullptr) {
            health.problems.push_back(
                fmt::format("the configuration has no calendar '{}', for which {} {}", name, tasks,
                            tasks == 1 ? "task waits" : "tasks wait"));
        }
    }
}

void judge(Health& health) {
    const store::Totals& totals = *health.totals;
    const time::Second now = time::floor_second(health.now);
    if (totals.overdue_since && now - *totals.overdue_since > kTolerableLag) {
        health.problems.push_back(fmt::format("a task has been due for {} and was not started",
                                              time::format_duration(now - *totals.overdue_since)));
    }
    for (const auto& [type, queue] : totals.queues) {
        const auto lag = lag_of(queue, health.now);
        if (lag && *lag > kTolerableLag) {
            health.problems.push_back(fmt::format("runs of type {} wait for a slot for {}", type,
                                                  time::format_duration(*lag)));
        }
    }
    if (totals.missed_tasks > 0) {
        health.problems.push_back(
            fmt::format("{} {} missed times that wait for a decision; see 'tasksched missed'",
                        totals.missed_tasks, totals.missed_tasks == 1 ? "task has" : "tasks have"));
    }
    if (totals.stuck > 0) {
        health.problems.push_back(fmt::format(
            "{} {} to end {} ago or earlier and still {}; see 'tasksched runs --state running'",
            totals.stuck, totals.stuck == 1 ? "run was" : "runs were",
            time::format_duration(store::Totals::kStuckAfter),
            totals.stuck == 1 ? "holds its slot" : "hold their slots"));
    }
    if (totals.hindered > 0) {
        health.problems.push_back(
            fmt::format("{} runs wait for something that the administrator has to mend; 'tasksched "
                        "runs --state waiting' says what",
                        totals.hindered));
    }
    if (totals.unknown > 0) {
        health.problems.push_back(
            fmt::format("{} runs are unknown: nobody saw their ends; see 'tasksched runs --state "
                        "unknown' and settle each with 'tasksched resolve'",
                        totals.unknown));
    }
}

}  // namespace

std::optional<std::chrono::seconds> lag_of(const store::Totals::Queue& queue, time::Instant now) {
    if (!queue.oldest_queued_at) {
        return std::nullopt;
    }
    const auto lag = std::chrono::floor<std::chrono::seconds>(now - *queue.oldest_queued_at);
    return std::max(lag, std::chrono::seconds(0));
}

Result<Health> examine(Session& session) {
    const auto location = session.location();
    if (!location) {
        return tl::unexpected(location.error());
    }
    Health health;
    health.store = store::format_location(**location);
    health.now = session.clock().now();
    const auto remote = session.asks_daemon();
    if (!remote) {
        return tl::unexpected(remote.error());
    }
    look_for_daemon(session, health);
    tell_trouble(session, health);
    if (auto looked = *remote ? Result<void>() : look_for_writer(**location, health); !looked) {
        return tl::unexpected(looked.error());
    }
    if (auto read = read_totals(session, health); !read) {
        return tl::unexpected(read.error());
    }
    if (health.totals) {
        judge(health);
        if (!*remote) {  // the daemon's configuration may be another one
            look_for_calendars(session, health);
        }
    }
    return health;
}

}  // namespace tasksched::cli::commands
