#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/service/preview.h"
#include "common/service/service.h"
#include "common/store/open.h"
#include "common/time/time_text.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_home.h"

namespace tasksched::service {

/// An instant written as "2026-11-24T12:00:00Z".
time::Second at(const char* text);

/// A task of type command; `when` is the member that says when it runs.
model::TaskSpec command(std::optional<std::string> model::TaskSpec::*when, const char* value,
                        const char* name = nullptr);
model::TaskSpec every(const char* period, const char* name = nullptr);
model::TaskSpec in(const char* delay, const char* name = nullptr);

/// One option for an update.
model::TaskSpec option(std::optional<std::string> model::TaskSpec::*member, const char* value);

/// A real store in a directory of its own, a clock that stands still, and a service for whoever
/// asks. Its own calls fail the test where the store does.
class World {
  public:
    World();

    /// For a user who acts for herself.
    Service as(const std::string& user);

    /// The same for looking at what would be scheduled.
    Preview preview(const std::string& user);

    /// The same where there is no store.
    Preview preview_without_store(const std::string& principal, const std::string& user);

    /// For an operator who acts for `user`.
    Service as_operator_for(const std::string& user);

    /// For somebody who claims to act for another one.
    Service impostor(const std::string& principal, const std::string& user);

    /// Schedules one task for the user; returns its id.
    model::TaskId schedule(const model::TaskSpec& spec, const std::string& user = "alice");

    model::Task task(model::TaskId id);
    model::Run run(model::RunId id);
    std::vector<model::Run> runs_of(model::TaskId id);

    /// How many tasks there are, of all users and in all states.
    std::size_t task_count();

    /// A queued run of the task, outside its schedule.
    model::RunId add_run(model::TaskId id);

    /// As the daemon would: claims the occurrence that is due next and ends the task where it has
    /// no further one; returns the queued run.
    model::RunId claim(model::TaskId id);

    /// As a daemon that asks would: holds the task's next occurrences, so many of them.
    void miss(model::TaskId id, int occurrences);

    /// Takes a queued or waiting run through an attempt.
    void start(model::RunId id);
    void finish(model::RunId id, model::RunState to,
                std::optional<time::Instant> next_attempt_at = std::nullopt);

    /// A new daemon finds the running runs of the old one.
    void crash();

    support::FakeClock clock;
    schedule::Calendars calendars;
    std::optional<base::Error> calendar_error;  ///< why there are none
    model::PluginTypes plugins;

  private:
    CalendarSource calendar_source();
    PluginSource plugin_source();
    void change(const std::function<base::Result<void>(store::Transaction&)>& change);
    store::Tenure& tenure();

    support::TemporaryHome home_;
    std::unique_ptr<store::Store> store_;
    std::optional<store::Tenure> tenure_;
};

/// The changes for the tasks that are named.
inline UpdateRequest named(std::vector<TaskRef> tasks, model::TaskSpec changes) {
    UpdateRequest request;
    request.tasks = std::move(tasks);
    request.changes = std::move(changes);
    return request;
}

/// The error of a result that must not be a success.
template <typename T>
base::Error error_of(const base::Result<T>& result) {
    return result ? base::Error{base::ErrorCode::kFailed, "(it succeeded)"} : result.error();
}

}  // namespace tasksched::service
