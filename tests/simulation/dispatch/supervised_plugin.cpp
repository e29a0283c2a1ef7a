#include "tests/simulation/dispatch/supervised_plugin.h"

#include <asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "common/base/check.h"

namespace tasksched::simulation {
namespace {

using asio::experimental::awaitable_operators::operator||;
using daemon::AttemptName;
using daemon::EndRequest;
using Result = std::optional<model::AttemptResult>;

}  // namespace

/// Somebody who waits for the end of an attempt.
struct SupervisedPlugin::Waiting {
    daemon::AttemptControl& control;
    Signal over;
    Result result{};
    bool is_over = false;

    void end(Result with) {
        result = std::move(with);
        is_over = true;
        over.raise();
    }
};

SupervisedPlugin::~SupervisedPlugin() {
    if (connection_) {
        connection_->daemon_is_gone = true;
    }
}

asio::awaitable<bool> SupervisedPlugin::until_ready() {
    while (instance_.empty()) {
        co_await connected_.wait();
    }
    co_return true;
}

bool SupervisedPlugin::connect() {
    if (connection_) {
        return false;
    }
    if (!supervisor_.lives()) {
        supervisor_.start();
    }
    connection_ = supervisor_.connect();
    return true;
}

bool SupervisedPlugin::read_report() {
    if (!connection_) {
        return false;
    }
    if (!connection_->reports.empty()) {
        const Report report = std::move(connection_->reports.front());
        connection_->reports.pop_front();
        handle(report);
        return true;
    }
    if (connection_->supervisor_is_gone) {
        connection_.reset();
        instance_.clear();
        return true;
    }
    return false;
}

void SupervisedPlugin::handle(const Report& report) {
    if (const auto* known = std::get_if<Known>(&report)) {
        take_known(*known);
    } else if (const auto* began = std::get_if<Began>(&report)) {
        const auto found = waiting_.find(began->name);
        if (found != waiting_.end()) {
            found->second->control.started(began->process);
        } else if (!takes_strays_) {
            early_processes_[began->name] = began->process;
        }
    } else if (const auto* over = std::get_if<Over>(&report)) {
        handle_end(*over);
    }
}

/// What is waited for and the supervisor does not know went down with an earlier one.
void SupervisedPlugin::take_known(const Known& known) {
    instance_ = known.instance;
    known_ = known.names;
    for (const auto& [name, waiting] : waiting_) {
        if (!known_.contains(name)) {
            waiting->end(std::nullopt);
        }
    }
    connected_.raise();
}

void SupervisedPlugin::handle_end(const Over& over) {
    const auto found = waiting_.find(over.name);
    if (found != waiting_.end()) {
        found->second->end(over.result);
    } else if (taken_.contains(over.name)) {
        return;
    } else if (takes_strays_) {
        recorded(over.name.first, over.name.second);
    } else {
        early_[over.name] = over.result;
    }
}

void SupervisedPlugin::send(Order order) {
    if (connection_) {
        connection_->orders.push_back(std::move(order));
    }
}

asio::awaitable<Result> SupervisedPlugin::carry_out(daemon::AttemptContext context,
                                                    daemon::AttemptControl& control) {
    const AttemptName name{context.run.id, context.attempt};
    if (context.begin == daemon::AttemptBegin::kResume) {
        if (const auto process = early_processes_.extract(name)) {
            control.started(process.mapped());
        }
        if (auto early = early_.extract(name)) {
            taken_.insert(name);
            co_return std::move(early.mapped());
        }
        if (!known_.contains(name)) {
            co_return std::nullopt;
        }
    } else if (instance_.empty()) {
        co_return std::nullopt;
    } else {
        send(Job{.name = name,
                 .task = context.run.task_id,
                 .user = context.run.user_id,
                 .timeout = context.policies.timeout});
        known_.insert(name);
    }
    co_return co_await await_end(name, control);
}

asio::awaitable<Result> SupervisedPlugin::await_end(AttemptName name,
                                                    daemon::AttemptControl& control) {
    Waiting waiting{.control = control, .over = Signal(loop_)};
    TASKSCHED_CHECK(waiting_.emplace(name, &waiting).second);
    EndRequest heeded = EndRequest::kNone;
    while (!waiting.is_over && heeded != EndRequest::kAbandon) {
        co_await (waiting.over.wait() || control.wait_for_more(heeded, std::nullopt));
        if (control.requested() > heeded) {
            heeded = control.requested();
            if (heeded == EndRequest::kKill) {
                send(EndJob{name});
            }
        }
    }
    waiting_.erase(name);
    if (waiting.result) {
        taken_.insert(name);
    }
    co_return std::move(waiting.result);
}

void SupervisedPlugin::recorded(model::RunId run, int attempt) {
    const AttemptName name{run, attempt};
    known_.erase(name);
    taken_.erase(name);
    send(Acknowledgement{name});
}

void SupervisedPlugin::forget_strays() {
    takes_strays_ = true;
    early_processes_.clear();
    for (const auto& [name, result] : std::exchange(early_, {})) {
        recorded(name.first, name.second);
    }
}

}  // namespace tasksched::simulation
