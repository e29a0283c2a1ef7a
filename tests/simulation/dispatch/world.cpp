#include "tests/simulation/dispatch/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/store/open.h"
#include "tests/support/temporary_home.h"

namespace tasksched::simulation {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// 2026-06-01 00:00:00 UTC.
constexpr time::Instant kBegin{seconds{1'780'272'000}};

/// How long everything goes wrong that the seed switches on, and how long the rest may take then.
constexpr minutes kChaos{20};
constexpr hours kQuiet{24};

/// What went wrong with the store is made up for by then: a task whose claim failed is tried again
/// after a minute.
constexpr seconds kMadeUp{63};

constexpr std::int64_t kMostSteps = 2'000'000;

constexpr int kKinds = 5;

}  // namespace

/// Where the store is.
class World::Place {
  public:
    [[nodiscard]] store::Location location() const {
        return {.engine = store::Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}};
    }

  private:
    support::TemporaryHome home_;
};

World::World(const WorldSettings& settings)
    : settings_(settings),
      random_(settings.seed),
      clock_(kBegin),
      processes_(clock_, timeline_),
      supervisor_(
          clock_, timeline_, random_, processes_, trace_,
          {.plan = [this](const Job& job) { return load_->plan(job); },
           .spawns = [this](const Job& job, const std::string& by) { audit_.spawns(job, by); },
           .acknowledged = [this](const daemon::AttemptName& name) { audit_.acknowledged(name); }}),
      audit_(clock_, processes_, supervisor_, trace_),
      place_(std::make_unique<Place>()) {
    processes_.on_end([this](std::int64_t pid) { supervisor_.process_ended(pid); });
    auto opened = store::open_store(place_->location(), {});
    TASKSCHED_CHECK(opened.has_value());
    store_ = std::make_unique<ObservedStore>(
        std::move(*opened), random_,
        ObservedStore::Events{
            .committed = [this](const Changes& changes) { audit_.committed(changes); },
            .failed =
                [this](StoreFault fault) {
                    trace_.add(clock_.truth(), Step::kStoreFailed, static_cast<int>(fault));
                    calm_from_ = std::max(calm_from_, clock_.truth() + kMadeUp);
                    timeline_.at(clock_.truth() + seconds{1}, [this] { tell_daemon(); });
                },
            .started_early =
                [this](model::RunId run, int attempt) {
                    supervisor_.launch(Job{.name = {run, attempt},
                                           .task = audit_.runs().empty()
                                                       ? model::TaskId{1}
                                                       : audit_.runs().front().task_id,
                                           .user = "user 1",
                                           .timeout = {}});
                }});
    store_->plant(settings_.planted);
    audit_.set_store(*store_);
    load_ = std::make_unique<Load>(random_, clock_, *store_, audit_, [this] {
        trace_.add(clock_.truth(), Step::kEvent);
        const bool is_lost = loses_wakes_ && random_.chance(30);
        is_lost ? timeline_.at(clock_.truth() + seconds{1}, [this] { tell_daemon(); })
                : tell_daemon();
        calm_from_ = std::max(calm_from_, clock_.truth() + milliseconds{1100});
    });
    limits_ = {.total = random_.number(1, 6),
               .by_type = {{"command", random_.number(1, 6)}},
               .per_user = random_.chance(50) ? random_.number(1, 3) : 0};
    audit_.set_limits(limits_);
    give_up_at_ = kBegin + kChaos + kQuiet;
    if (settings_.with_faults && !settings_.kill) {
        draw_faults();
    }
}

World::~World() = default;

/// Each seed has other faults than the next one, and each of them more or less often.
void World::draw_faults() {
    StoreFaults faults;
    const int often = random_.small(5, 60);
    faults.busy = random_.chance(40) ? often : 0;
    faults.refused = random_.chance(40) ? often : 0;
    faults.rolled_back = random_.chance(40) ? often : 0;
    faults.unknown = settings_.unknown_commits && random_.chance(30) ? often : 0;
    store_->set_faults(faults);
    slow_store_ = random_.chance(30) ? random_.small(1, 50) : 0;
    loses_wakes_ = random_.chance(50);
    wakes_twice_ = random_.chance(50);
    kills_ = random_.chance(80) ? random_.small(1, 60) : 0;
    supervisor_.set_tardy(random_.chance(50));
}

void World::plan_disturbances() {
    if (random_.chance(60)) {
        for (auto at = clock_.truth(); at < kBegin + kChaos;) {
            at += random_.spread(seconds{2}, minutes{3});
            timeline_.at(at, [this] { load_->edit(); });
        }
    }
    const bool sets_clock = random_.chance(30);
    audit_.trust_clock(!sets_clock);
    if (sets_clock) {
        for (auto at = clock_.truth(); at < kBegin + kChaos;) {
            at += random_.spread(minutes{1}, minutes{20});
            timeline_.at(at, [this] {
                const microseconds by = random_.spread(seconds{1}, hours{3});
                set_clock(random_.chance(50) ? by : -by);
            });
        }
    }
}

void World::run() {
    load_->schedule(timeline_, settings_.runs);
    if (settings_.with_faults && !settings_.kill) {
        plan_disturbances();
    }
    timeline_.at(kBegin + kChaos, [this] { become_quiet(); });
    begin_daemon();
    while (audit_.problem().empty() && !is_over()) {
        if (const auto victim = draw_victim()) {
            kill(*victim);
        }
        if (act()) {
            continue;
        }
        check_idle();
        if (!pass_time() || trace_.length() > kMostSteps) {
            audit_.expect(false, "nothing more happens, and not all is over", trace_.length());
        }
    }
}

/// Who is killed before the next step, if anybody is.
std::optional<Victim> World::draw_victim() {
    if (settings_.kill) {
        const bool is_now = !killed_ && trace_.length() >= settings_.kill->step;
        killed_ = killed_ || is_now;
        return is_now ? std::optional(settings_.kill->victim) : std::nullopt;
    }
    if (quiet_ || random_.number(1, 10'000) > kills_) {
        return std::nullopt;
    }
    const int ticket = random_.small(0, 99);
    return ticket < 50   ? Victim::kDaemon
           : ticket < 75 ? Victim::kSupervisor
           : ticket < 90 ? Victim::kBoth
                         : Victim::kMachine;
}

/// Lets one thing happen that can happen now; false where there is none.
bool World::act() {
    if (daemon_ && daemon_->has_ended()) {
        kill(Victim::kDaemon);
    }
    if (const auto next = daemon_ ? daemon_->next() : std::nullopt;
        next && *next <= clock_.truth()) {
        daemon_->happen();  // an alarm that was set to a time that is over
    }
    const int first = random_.small(0, kKinds - 1);
    for (int i = 0; i < kKinds; ++i) {
        if (act_by((first + i) % kKinds)) {
            return true;
        }
    }
    return false;
}

bool World::act_by(int kind) {
    bool acted = false;
    switch (kind) {
        case 0:
            return supervisor_.act();
        case 1:
            acted = daemon_ && daemon_->run_handler();
            if (acted) {
                trace_.add(clock_.truth(), Step::kHandler);
            }
            return acted;
        case 2:
            if (!quiet_ && random_.small(1, 1000) <= slow_store_) {
                store_from_ = clock_.truth() + random_.spread(seconds{1}, seconds{30});
                timeline_.at(store_from_, [] {});
            }
            acted = daemon_ && store_from_ <= clock_.truth() && daemon_->run_store();
            if (acted) {
                trace_.add(clock_.truth(), Step::kTransaction);
            }
            return acted;
        case 3:
            acted = daemon_ && daemon_->plugin().read_report();
            if (acted) {
                trace_.add(clock_.truth(), Step::kReportRead);
            }
            return acted;
        default:
            acted = daemon_ && daemon_->plugin().connect();
            if (acted) {
                trace_.add(clock_.truth(), Step::kConnected);
            }
            return acted;
    }
}

void World::kill(Victim victim) {
    if (victim != Victim::kDaemon) {
        supervisor_.kill();
        trace_.add(clock_.truth(), Step::kSupervisorKilled);
    }
    if (victim == Victim::kMachine) {
        processes_.reboot();
        trace_.add(clock_.truth(), Step::kRebooted);
    }
    if (victim != Victim::kSupervisor && daemon_) {
        daemon_.reset();
        trace_.add(clock_.truth(), Step::kDaemonKilled);
        const bool at_once = quiet_ || random_.chance(60);
        const auto down = at_once ? seconds{0} : random_.spread(seconds{1}, minutes{10});
        timeline_.at(clock_.truth() + down, [this] { begin_daemon(); });
    }
}

void World::begin_daemon() {
    daemon_ = SimulatedDaemon::open({.clock = clock_,
                                     .store = *store_,
                                     .supervisor = supervisor_,
                                     .processes = processes_,
                                     .limits = limits_},
                                    "daemon " + std::to_string(++daemons_), random_.bits());
    trace_.add(clock_.truth(), Step::kDaemonStarted, daemons_, daemon_ ? 1 : 0);
    audit_.daemon_began();
    store_from_ = {};
    if (!daemon_) {
        timeline_.at(clock_.truth() + seconds{1}, [this] { begin_daemon(); });
    }
}

void World::set_clock(microseconds error) {
    clock_.set_error(error);
    trace_.add(clock_.truth(), Step::kClockSet, error.count());
    if (daemon_) {
        daemon_->clock_was_set();
    }
}

void World::tell_daemon() {
    if (!daemon_) {
        return;
    }
    daemon_->wake();
    const bool twice = settings_.planted == Planted::kDoubleWake || wakes_twice_;
    if (twice && !quiet_ && daemon_->is_ready() && !audit_.runs().empty()) {
        model::Run run = any_run();
        if (!daemon_->carries(run.id)) {
            daemon_->wake_run(std::move(run));
        }
    }
}

/// As it stood when it was queued.
model::Run World::any_run() {
    model::Run run = random_.of(audit_.runs());
    run.state = model::RunState::kQueued;
    return run;
}

void World::become_quiet() {
    quiet_ = true;
    store_->set_faults({});
    supervisor_.set_tardy(false);
    store_from_ = {};
    set_clock(microseconds{0});
    load_->resume_all();
    calm_from_ = std::max(calm_from_, clock_.truth() + kMadeUp);
}

void World::check_idle() {
    const bool can_be_judged = daemon_ && daemon_->is_ready() && store_from_ <= clock_.truth() &&
                               calm_from_ <= clock_.truth();
    if (can_be_judged) {
        audit_.idle(*daemon_);
    }
}

bool World::is_over() {
    return quiet_ && audit_.all_is_over() && !supervisor_.has_ends() && !processes_.any_lives();
}

/// Goes on to what happens next by itself, and lets it happen; false where nothing ever will.
bool World::pass_time() {
    auto next = timeline_.next();
    if (const auto of_daemon = daemon_ ? daemon_->next() : std::nullopt) {
        next = next ? std::min(*next, *of_daemon) : *of_daemon;
    }
    if (!next || *next > give_up_at_) {
        return false;
    }
    clock_.go_on_to(*next);
    trace_.add(clock_.truth(), Step::kTimePassed);
    while (timeline_.happen(clock_.truth())) {
    }
    if (daemon_) {
        daemon_->happen();
    }
    return true;
}

std::string World::problem() const {
    if (audit_.problem().empty()) {
        return {};
    }
    return fmt::format("seed {}: {}\nopen:\n{}the last steps:\n{}", settings_.seed,
                       audit_.problem(), audit_.what_is_open(), trace_.last());
}

}  // namespace tasksched::simulation
