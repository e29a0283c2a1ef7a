#include "cli/commands/follow.h"

#include <utility>

#include "cli/commands/logs_json.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;
using std::chrono::steady_clock;

/// How long one question to the daemon lasts while nothing is written.
constexpr std::chrono::seconds kQuestion{5};

/// How long a follower waits for the next daemon.
constexpr std::chrono::seconds kForDaemon{60};

/// How long a daemon that runs may leave its socket unanswered before the user is told.
constexpr std::chrono::seconds kForSocket{5};

}  // namespace

Follower::Follower(Session& session, service::Operations& service, const ipc::RuntimePaths& paths,
                   model::RunId run)
    : session_(session),
      service_(service),
      run_(run),
      live_(paths.gateway_socket),
      printer_(session, run) {}

Result<int> Follower::follow() {
    for (;;) {
        const auto details = service_.run(run_);
        if (!details) {
            return tl::unexpected(details.error());
        }
        auto done = print_ended(*details);
        const model::Run& run = details->run;
        if (done && model::is_final(run.state)) {
            if (run.state == model::RunState::kUnknown) {
                session_.remark(fmt::format("run {} is unknown: a crash hid its end", run_.value));
            }
            return 0;
        }
        Result<Heard> heard = Heard::kNothing;
        if (done && run.state == model::RunState::kRunning && run.attempt >= next_ &&
            !session_.json()) {
            heard = hear(run.attempt);
            done = heard ? done : tl::unexpected(heard.error());
        }
        if (done && *heard == Heard::kNothing) {
            done = look_for_daemon(run);
        }
        if (done && *heard == Heard::kNothing) {
            done = session_.wait_for_change();
        }
        if (!done) {
            return tl::unexpected(done.error());
        }
    }
}

/// Prints the attempts that have ended and are not printed yet, or their rest.
Result<void> Follower::print_ended(const service::RunDetails& details) {
    for (const model::Attempt& attempt : details.attempts) {
        if (attempt.number < next_ || !attempt.finished_at) {
            continue;
        }
        const auto logs = service_.logs({.run = run_, .attempt = attempt.number});
        if (!logs) {
            return tl::unexpected(logs.error());
        }
        if (session_.json()) {
            print_json(session_, *logs);
        } else {
            begin(attempt.number);
            printer_.print(logs->output);
            printer_.end();
        }
        next_ = attempt.number + 1;
    }
    return session_.out().flush();
}

/// Prints what the attempt writes, until the daemon has no more to tell.
Result<Follower::Heard> Follower::hear(int attempt) {
    const std::int64_t from = attempt == current_ ? printer_.position() : 0;
    const auto reply =
        live_.read({.run = run_, .attempt = attempt, .from = from, .wait = kQuestion});
    if (!reply) {
        unheard_since_.reset();
        complain(reply.error().message + "; trying again");
        return Heard::kNothing;
    }
    if (!*reply) {
        unheard_since_ = unheard_since_.value_or(steady_clock::now());
        return Heard::kNothing;
    }
    seen_daemon_ = true;
    complained_ = false;
    unheard_since_.reset();
    if ((*reply)->over) {
        return Heard::kNothing;
    }
    begin(attempt);
    printer_.print((*reply)->piece.at, (*reply)->piece.bytes);
    if (session_.out().reader_has_gone()) {
        return base::fail(base::ErrorCode::kFailed, "");
    }
    return session_.out().flush().map([] { return Heard::kSome; });
}

/// A run that nobody carries out would be waited for for ever.
Result<void> Follower::look_for_daemon(const model::Run& run) {
    const auto daemon = session_.running_daemon();
    if (!daemon && daemon.error().code != base::ErrorCode::kTryAgain) {
        return tl::unexpected(daemon.error());
    }
    const auto now = steady_clock::now();
    if (!daemon || *daemon) {
        seen_daemon_ = true;
        alone_since_.reset();
        if (unheard_since_ && now - *unheard_since_ > kForSocket) {
            complain(
                "the daemon does not answer on its socket; what its runs write comes when "
                "they end");
        }
        return {};
    }
    const bool first = !alone_since_;
    alone_since_ = alone_since_.value_or(now);
    if (!seen_daemon_ || now - *alone_since_ > kForDaemon) {
        return base::fail(base::ErrorCode::kTryAgain,
                          "run {} is {} and no daemon is running for this store; start one with: "
                          "tasksched daemon start",
                          run_.value, model::to_string(run.state));
    }
    if (first) {
        session_.remark(fmt::format("the daemon is gone; waiting up to {} seconds for the next one",
                                    kForDaemon.count()));
    }
    return {};
}

/// Says which attempt comes, where it is not the first.
void Follower::begin(int attempt) {
    if (attempt == current_) {
        return;
    }
    printer_.end();
    current_ = attempt;
    if (attempt > 1) {
        static_cast<void>(session_.out().flush());  // its error comes with the next one
        session_.remark(fmt::format("run {}: attempt {}", run_.value, attempt));
    }
}

/// One complaint at a time: the next one is for when all was well again.
void Follower::complain(const std::string& about) {
    if (!std::exchange(complained_, true)) {
        session_.remark(about);
    }
}

}  // namespace tasksched::cli::commands
