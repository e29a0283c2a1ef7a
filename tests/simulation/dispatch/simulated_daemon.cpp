#include "tests/simulation/dispatch/simulated_daemon.h"

#include <sys/eventfd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <utility>

#include "common/base/unique_fd.h"
#include "common/store/take_over.h"

namespace tasksched::simulation {
namespace {

using base::Result;
using std::chrono::seconds;

constexpr seconds kKillGrace{10};

/// Small, so that a burst does not fit in.
constexpr daemon::Horizon kHorizon{.span = seconds{600}, .cap = 20};

/// Nobody ever writes to it: wakes come by wake().
base::UniqueFd silent_descriptor() { return base::UniqueFd(::eventfd(0, EFD_CLOEXEC)); }

/// Adds the plugin and tells where it is.
SupervisedPlugin& add_plugin(daemon::PluginRegistry& plugins, asio::io_context& loop,
                             Supervisor& supervisor) {
    auto plugin = std::make_unique<SupervisedPlugin>(loop, supervisor);
    SupervisedPlugin& added = *plugin;
    plugins.add(std::move(plugin));
    return added;
}

}  // namespace

time::Second VirtualMachine::booted_at() const {
    return time::floor_second(processes_.booted_at() + clock_.error());
}

std::optional<model::ProcessIdentity> VirtualMachine::process_of_run(
    model::RunId run, const std::string& instance) const {
    const auto pid = processes_.find_living(run, instance);
    return pid ? std::optional(processes_.identity(*pid)) : std::nullopt;
}

asio::awaitable<void> VirtualMachine::until_gone(model::ProcessIdentity process) {
    while (processes_.lives(process)) {
        co_await pause_(processes_.process(process.pid).ends_at - clock_.truth());
    }
}

std::unique_ptr<SimulatedDaemon> SimulatedDaemon::open(const Surroundings& world,
                                                       const std::string& instance,
                                                       std::uint64_t seed) {
    auto tenure = store::take_over(*world.store.open(), instance, "host", world.clock.now());
    return tenure ? std::make_unique<SimulatedDaemon>(world, std::move(*tenure), seed) : nullptr;
}

SimulatedDaemon::SimulatedDaemon(const Surroundings& world, store::Tenure tenure,
                                 std::uint64_t seed)
    : clock_(world.clock),
      work_(asio::make_work_guard(loop_)),
      machine_(world.clock, world.processes,
               [this](std::chrono::microseconds how_long) { return pause(how_long); }),
      alarm_(loop_, world.clock),
      news_(loop_),
      plugin_(add_plugin(plugins_, loop_, world.supervisor)),
      scheduler_(kHorizon),
      store_(loop_, world.store.open(), std::move(tenure),
             [&store = world.store]() -> Result<std::unique_ptr<store::Store>> {
                 return store.open();
             },
             {.lost = [this] { ended_ = true; }, .failed = [] {}, .changed = [] {}},
             {.by = daemon::StoreDrive::By::kOwner,
              .busy_patience = {},
              .pause = [this] { return pause(daemon::kPauseAfterFailure); }}),
      dispatcher_(loop_, store_, plugins_, clock_, world.limits, kKillGrace, "host",
                  {.changed =
                       [this](model::Task task) {
                           scheduler_.changed(std::move(task));
                           claiming_.wake();
                       },
                   .failed = [](const daemon::StartedRun&, const store::Finish&) {},
                   .hidden = [this](const daemon::StartedRun& run) { recovery_.settle(run); },
                   .woken = [this] { claiming_.wake(); },
                   .idle = [] {}}),
      replanning_(store_, clock_),
      claiming_(store_, scheduler_, dispatcher_, alarm_, replanning_, clock_),
      recovery_(loop_, store_, dispatcher_, plugins_, clock_, machine_,
                {.taken_up = [this] { plugin_.forget_strays(); },
                 .unresolved = [](const model::Task&, const model::Run&) {}}),
      watch_(loop_, silent_descriptor(), store_, scheduler_, dispatcher_, claiming_, clock_,
             {.reopen = [](const base::Error&) -> asio::awaitable<void> { co_return; }}) {
    dispatcher_.attempts().set_seed(seed);
    asio::co_spawn(loop_, start(), asio::detached);
}

asio::awaitable<void> SimulatedDaemon::start() {
    co_await plugin_.until_ready();
    Result<void> done = co_await recovery_.run();
    if (done) {
        done = co_await replanning_.run_at_start(scheduler_.calendars());
    }
    if (done) {
        done = co_await watch_.load_changes();
    }
    if (!done) {
        ended_ = true;
        co_return;
    }
    asio::co_spawn(loop_, claiming_.run(), asio::detached);
    asio::co_spawn(loop_, watch_store(), asio::detached);
    ready_ = true;
}

/// Looks whenever somebody says that there is news: looks without any would find nothing.
asio::awaitable<void> SimulatedDaemon::watch_store() {
    for (;;) {
        co_await watch_.look();
        if (!std::exchange(has_news_, false)) {
            co_await news_.wait();
            has_news_ = false;
        }
    }
}

asio::awaitable<void> SimulatedDaemon::pause(std::chrono::microseconds how_long) {
    const auto over = std::make_shared<Signal>(loop_);
    timeline_.at(clock_.truth() + how_long, [over] { over->raise(); });
    co_await over->wait();
}

void SimulatedDaemon::wake() {
    has_news_ = true;
    news_.raise();
}

bool SimulatedDaemon::run_handler() { return loop_.poll_one() > 0; }

std::optional<time::Instant> SimulatedDaemon::next() const {
    const auto pause = timeline_.next();
    const auto alarm = alarm_.next();
    return pause && alarm ? std::min(pause, alarm) : (pause ? pause : alarm);
}

void SimulatedDaemon::happen() {
    while (timeline_.happen(clock_.truth())) {
    }
    alarm_.go_off();
}

void SimulatedDaemon::wake_run(model::Run run) {
    dispatcher_.queued(std::move(run));
    dispatcher_.pump();
}

}  // namespace tasksched::simulation
