#include "daemon/daemon.h"

#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <csignal>
#include <utility>

#include "common/base/version.h"
#include "common/config/calendars.h"
#include "daemon/log.h"
#include "daemon/process/service_notify.h"
#include "daemon/slot_limits.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// After KILL, how long the daemon waits for the ends that it asked for.
constexpr std::chrono::seconds kAfterKill{5};

constexpr std::chrono::seconds kReopenPause{1};

constexpr std::chrono::seconds kBetweenLooksAtZones{60};

}  // namespace

Daemon::~Daemon() = default;

int Daemon::run() {
    asio::co_spawn(loop_, handle_signals(), asio::detached);
    asio::co_spawn(loop_, start(), asio::detached);
    loop_.run();
    // The attempts that were given up let go of their processes.
    loop_.restart();
    loop_.poll();
    return exit_status_;
}

void Daemon::end_with(int status) {
    exit_status_ = status;
    dispatcher_.attempts().abandon_all();
    notices_.abandon();
    mailing_.abandon();
    gateway_.stop();
    supervisor_.stop();
    loop_.stop();
}

asio::awaitable<void> Daemon::start() {
    log_info("taskschedd {} serves {}, pid {}", base::kVersion,
             store::format_location(setup_.location), ::getpid());
    asio::co_spawn(loop_, supervisor_.run(), asio::detached);
    if (!co_await supervisor_.until_connected()) {
        if (const auto& failure = supervisor_.failure()) {
            log_error("cannot start: {}", failure->message);
            end_with(1);
        }
        co_return;  // else it was stopped before it was ready
    }
    Result<void> done = co_await notices_.take_up();
    if (done) {
        done = co_await recovery_.run();
    }
    if (done) {
        done = co_await replanning_.run_at_start(setup_.calendars);
    }
    if (done) {
        done = co_await watch_.load_changes();
    }
    if (!done) {
        if (!stopping_) {
            log_error("cannot start: {}", done.error().message);
            end_with(1);
        }
        co_return;
    }
    asio::co_spawn(loop_, claiming_.run(), asio::detached);
    asio::co_spawn(loop_, watch_.run(), asio::detached);
    asio::co_spawn(loop_, notices_.run(), asio::detached);
    asio::co_spawn(loop_, mailing_.run(), asio::detached);
    asio::co_spawn(loop_, watch_zones(), asio::detached);
    asio::co_spawn(loop_, gateway_.run(), asio::detached);
    log_info("ready");
    notify_service("READY=1");
    setup_.on_ready();
}

asio::awaitable<void> Daemon::handle_signals() {
    for (;;) {
        const int signal = co_await signals_.async_wait(asio::use_awaitable);
        if (signal == SIGHUP) {
            co_await reload_config();
        } else if (!stopping_) {
            stopping_ = true;
            asio::co_spawn(loop_, stop(signal), asio::detached);
        } else {
            log_warning("a second signal: the grace period is over");
            stop_timer_.cancel();
        }
    }
}

asio::awaitable<void> Daemon::stop(int signal) {
    Attempts& attempts = dispatcher_.attempts();
    log_info("stopping at signal {}: {} runs are under way", signal, attempts.running());
    notify_service("STOPPING=1");
    store_.give_up();
    dispatcher_.stop();
    claiming_.stop();
    watch_.stop();
    notices_.stop();
    mailing_.stop();
    // What is on its way to the store as started is started.
    while (!claiming_.settled() || !dispatcher_.settled()) {
        co_await wait_for_store();
    }
    asio::error_code cut_short;
    if (!attempts.idle()) {
        stop_timer_.expires_after(*setup_.config.daemon.grace);
        co_await stop_timer_.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
    }
    if (!attempts.idle() && setup_.stop_all) {
        log_warning("{} runs are ended", attempts.running());
        attempts.kill_all();
        stop_timer_.expires_after(*setup_.config.daemon.kill_grace + kAfterKill);
        co_await stop_timer_.async_wait(asio::redirect_error(asio::use_awaitable, cut_short));
    }
    if (!attempts.idle()) {
        log_warning("{} runs go on; the next daemon records their ends", attempts.running());
    }
    log_info("stopped");
    end_with(0);
}

/// Returns when the store has done all that it was asked for up to now.
asio::awaitable<void> Daemon::wait_for_store() {
    const StoreQueue::Read work = [](store::Reader&, store::DueReader&) -> Result<void> {
        return {};
    };
    static_cast<void>(co_await store_.read(work));
}

asio::awaitable<void> Daemon::reload_config() {
    auto config = setup_.read_config();
    auto calendars = config.and_then(config::read_calendars);
    if (!calendars) {
        log_error("the configuration stays as it was: {}", calendars.error().message);
        co_return;
    }
    if (*config->store != *setup_.config.store) {
        log_warning("a change of 'store' takes effect at the next start");
    }
    setup_.config = std::move(*config);
    apply_config();
    if (*calendars != setup_.calendars) {
        co_await replan(Doubt::kCalendars, *calendars);
    }
    co_await check_zones();
    log_info("the configuration was read again");
}

/// Nothing is claimed meanwhile: what was decided by what was known before must not come after the
/// next times that follow from what is known now.
asio::awaitable<void> Daemon::replan(Doubt doubt, const schedule::Calendars& calendars) {
    while (claiming_.held()) {  // by another one
        co_await wait_for_store();
    }
    claiming_.hold();
    while (!claiming_.settled()) {
        co_await wait_for_store();
    }
    setup_.calendars = calendars;
    if (const Result<void> done = co_await replanning_.run(setup_.calendars, doubt); !done) {
        log_error("cannot find the next times anew, tried again at the next start: {}",
                  done.error().message);
    }
    scheduler_.set_calendars(setup_.calendars);
    call_ground_ = std::make_shared<const CallGround>(
        CallGround{.plugins = setup_.config.plugins, .calendars = setup_.calendars});
    claiming_.go_on();
}

asio::awaitable<void> Daemon::check_zones() {
    if (replanning_.zones_changed()) {
        log_info("the time zone database has changed");
        co_await replan(Doubt::kZones, setup_.calendars);
    }
}

/// What a package update brings is seen within a minute.
asio::awaitable<void> Daemon::watch_zones() {
    while (!stopping_) {
        zones_timer_.expires_after(kBetweenLooksAtZones);
        co_await zones_timer_.async_wait(asio::use_awaitable);
        co_await check_zones();
    }
}

void Daemon::apply_config() {
    call_ground_ = std::make_shared<const CallGround>(
        CallGround{.plugins = setup_.config.plugins, .calendars = setup_.calendars});
    if (const auto level = parse_log_level(*setup_.config.daemon.log_level); level) {
        set_log_level(*level);
    }
    mail_.configure(setup_.config);
    transfers_.configure(transfer_settings(setup_.config.http, setup_.descriptor_limit));
    plugins_.configure(setup_.config);
    notices_.configure(setup_.config);
    claiming_.configure(
        *setup_.config.daemon.catch_up == "ask" ? WhenMissed::kAsk : WhenMissed::kPolicy,
        *setup_.config.daemon.catch_up_spread);
    dispatcher_.set_limits(slot_limits(setup_.config.slots, setup_.descriptor_limit));
    dispatcher_.attempts().set_kill_grace(*setup_.config.daemon.kill_grace);
    dispatcher_.attempts().set_default_limits(config::default_limits(setup_.config));
}

/// The store's file was replaced or deleted under the daemon: nothing is created in its place, and
/// as soon as there is a store again it is taken over as at the start.
asio::awaitable<void> Daemon::reopen(base::Error why) {
    log_error("the store cannot be read: {}", why.message);
    for (bool complained = false;;) {
        const Result<void> opened = co_await store_.reopen(host_, clock_.now());
        if (opened) {
            break;
        }
        if (!std::exchange(complained, true)) {
            log_error("cannot open the store anew: {}; trying again every second",
                      opened.error().message);
        }
        asio::steady_timer pause(loop_, kReopenPause);
        co_await pause.async_wait(asio::use_awaitable);
    }
    scheduler_.reset();
    watch_.start_over();
    co_await supervisor_.until_connected();
    Result<void> done = co_await notices_.take_up();
    if (done) {
        done = co_await recovery_.run();
    }
    if (done) {
        done = co_await replanning_.run_at_start(setup_.calendars);
    }
    if (done) {
        done = co_await watch_.load_changes();
    }
    if (done) {
        log_info("the store was opened anew");
    } else {
        log_error("cannot read the store: {}", done.error().message);
    }
}

}  // namespace tasksched::daemon
