#include "tests/unit/service/world.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tasksched::service {

namespace {

/// The value of a result that the test cannot go on without.
template <typename T>
T need(base::Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

std::unique_ptr<store::Store> open(const std::string& path) {
    return need(
        store::open_store(store::Location{store::Engine::kSqlite, path, ""}, store::OpenOptions{}));
}

}  // namespace

time::Second at(const char* text) {
    return need(time::parse_time(text, time::Second{}, time::Zone())).at;
}

model::TaskSpec command(std::optional<std::string> model::TaskSpec::*when, const char* value,
                        const char* name) {
    model::TaskSpec spec;
    spec.*when = value;
    spec.tz = "UTC";
    spec.overlap = "allow";
    spec.type = "command";
    spec.words = {"/bin/true"};
    if (name != nullptr) {
        spec.name = name;
    }
    return spec;
}

model::TaskSpec every(const char* period, const char* name) {
    return command(&model::TaskSpec::every, period, name);
}

model::TaskSpec in(const char* delay, const char* name) {
    return command(&model::TaskSpec::in, delay, name);
}

model::TaskSpec option(std::optional<std::string> model::TaskSpec::*member, const char* value) {
    model::TaskSpec spec;
    spec.*member = value;
    return spec;
}

World::World() : clock(at("2026-11-24T12:00:00Z")), store_(open(home_.file("tasks.db"))) {}

Service World::as(const std::string& user) {
    return Service(*store_, clock, Principal{user, false}, user, calendar_source(),
                   plugin_source());
}

Preview World::preview(const std::string& user) {
    return Preview(&store_->reader(), clock, Principal{user, false}, user, calendar_source(),
                   plugin_source());
}

Preview World::preview_without_store(const std::string& principal, const std::string& user) {
    return Preview(nullptr, clock, Principal{principal, false}, user, calendar_source(),
                   plugin_source());
}

Service World::as_operator_for(const std::string& user) {
    return Service(*store_, clock, Principal{"root", true}, user, calendar_source(),
                   plugin_source());
}

Service World::impostor(const std::string& principal, const std::string& user) {
    return Service(*store_, clock, Principal{principal, false}, user, calendar_source(),
                   plugin_source());
}

PluginSource World::plugin_source() {
    return [this] { return base::Result<const model::PluginTypes*>(&plugins); };
}

CalendarSource World::calendar_source() {
    return [this]() -> base::Result<const schedule::Calendars*> {
        if (calendar_error) {
            return tl::unexpected(*calendar_error);
        }
        return &calendars;
    };
}

model::TaskId World::schedule(const model::TaskSpec& spec, const std::string& user) {
    return need(as(user).schedule({{spec}, false})).ids.at(0);
}

model::Task World::task(model::TaskId id) { return need(store_->reader().task(id)).value(); }

model::Run World::run(model::RunId id) { return need(store_->reader().run(id)).value(); }

std::vector<model::Run> World::runs_of(model::TaskId id) {
    store::RunFilter filter;
    filter.task_id = id;
    return need(store_->reader().runs(filter));
}

std::size_t World::task_count() { return need(store_->reader().tasks({})).size(); }

model::RunId World::add_run(model::TaskId id) {
    model::RunId run;
    change([&](store::Transaction& transaction) -> base::Result<void> {
        run = need(transaction.tasks().insert_run(task(id), clock.now()));
        return {};
    });
    return run;
}

model::RunId World::claim(model::TaskId id) {
    const model::Task due = task(id);
    store::Claim claim;
    claim.task_id = id;
    claim.version = due.version;
    claim.run = {due.next_run_at.value()};
    claim.next_run_at = schedule::next_occurrence(due.schedule, *due.next_run_at);
    claim.remaining = due.remaining ? std::optional(*due.remaining - 1) : std::nullopt;
    claim.done = !claim.next_run_at || claim.remaining == 0;
    claim.overlap = model::Overlap::kAllow;
    std::vector<model::Run> claimed;
    change([&](store::Transaction& transaction) -> base::Result<void> {
        claimed = need(transaction.runs().claim(claim, clock.now())).runs;
        return {};
    });
    return claimed.at(0).id;
}

void World::miss(model::TaskId id, int occurrences) {
    const model::Task due = task(id);
    model::MissedSpan span;
    span.first = due.next_run_at.value();
    store::Claim claim;
    claim.task_id = id;
    claim.version = due.version;
    claim.next_run_at = due.next_run_at;
    for (; occurrences > 0; --occurrences) {
        span.newest.push_back(claim.next_run_at.value());
        claim.next_run_at = schedule::next_occurrence(due.schedule, span.newest.back());
    }
    span.through = span.newest.back();
    span.count = static_cast<std::int64_t>(span.newest.size());
    claim.hold = {span};
    claim.done = !claim.next_run_at;
    change([&](store::Transaction& transaction) -> base::Result<void> {
        need(transaction.runs().claim(claim, clock.now()));
        return {};
    });
}

void World::start(model::RunId id) {
    const store::Tenure held = tenure();
    change([&](store::Transaction& transaction) -> base::Result<void> {
        const store::StartResult started = need(transaction.runs().start(
            id, held, {.host = "host", .supervisor = std::nullopt}, clock.now()));
        EXPECT_EQ(started.state, store::StartState::kStarted);
        return {};
    });
}

void World::finish(model::RunId id, model::RunState to,
                   std::optional<time::Instant> next_attempt_at) {
    const store::Tenure held = tenure();
    store::Finish finish;
    finish.run_id = id;
    finish.attempt = run(id).attempt;
    finish.to = to;
    finish.started_at = clock.now();
    finish.finished_at = clock.now();
    finish.next_attempt_at = next_attempt_at;
    finish.result.outcome =
        to == model::RunState::kSucceeded ? model::Outcome::kSuccess : model::Outcome::kPermanent;
    finish.result.output = model::Output{"hello\n", "", 6};
    change([&](store::Transaction& transaction) -> base::Result<void> {
        EXPECT_TRUE(need(transaction.runs().finish(finish, held)));
        return {};
    });
}

void World::crash() {
    change([&](store::Transaction& transaction) -> base::Result<void> {
        tenure_ = need(transaction.runs().begin_tenure("second", "host", clock.now()));
        need(transaction.runs().mark_unknown(*tenure_, clock.now()));
        return {};
    });
}

void World::change(const std::function<base::Result<void>(store::Transaction&)>& change) {
    const auto written = store_->write(change);
    if (!written) {
        throw std::runtime_error(written.error().message);
    }
}

store::Tenure& World::tenure() {
    if (!tenure_) {
        change([&](store::Transaction& transaction) -> base::Result<void> {
            tenure_ = need(transaction.runs().begin_tenure("first", "host", clock.now()));
            return {};
        });
    }
    return *tenure_;
}

}  // namespace tasksched::service
