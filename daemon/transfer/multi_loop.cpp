#include "daemon/transfer/multi_loop.h"

#include <sys/epoll.h>

#include <array>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {
namespace {

/// How many sockets are acted on before others have their turn on the loop, and how many transfers
/// start, which costs more: thousands may be added at once.
constexpr std::size_t kSocketsAtOnce = 64;
constexpr std::size_t kStartsAtOnce = 32;

/// As many as may well end before the next ones begin. Each has a buffer of 16 KiB, and to get and
/// free those would cost more than all else that a short transfer does in memory.
constexpr std::size_t kMostSpareHandles = 1024;

/// Marks a socket that is in the set, for libcurl to keep.
char known_mark = 0;

asio::posix::stream_descriptor open_set(asio::io_context& loop) {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    TASKSCHED_CHECK(set >= 0);
    return {loop, set};
}

std::uint32_t epoll_events(int what) {
    return ((what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U) |
           ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
}

int select_mask(std::uint32_t events) {
    return ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
           ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
           ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
}

void start_libcurl() {
    static const CURLcode started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
    TASKSCHED_CHECK(started == CURLE_OK);
}

}  // namespace

MultiLoop::MultiLoop(asio::io_context& loop, const TransferLimits& limits)
    : limits_(limits),
      sockets_(open_set(loop)),
      timer_(loop),
      idle_timer_(loop),
      life_(this, [](const MultiLoop*) {}) {
    start_libcurl();
    open_multi();
}

MultiLoop::~MultiLoop() {
    life_.reset();
    close_multi();
    drop_spare_handles();
}

CURL* MultiLoop::take_handle() {
    if (spare_.empty()) {
        CURL* easy = ::curl_easy_init();
        TASKSCHED_CHECK(easy != nullptr);
        return easy;
    }
    CURL* easy = spare_.back();
    spare_.pop_back();
    return easy;
}

void MultiLoop::give_back(CURL* easy) {
    if (spare_.size() >= kMostSpareHandles) {
        ::curl_easy_cleanup(easy);
        return;
    }
    ::curl_easy_reset(easy);
    spare_.push_back(easy);
}

void MultiLoop::drop_spare_handles() {
    for (CURL* easy : spare_) {
        ::curl_easy_cleanup(easy);
    }
    spare_.clear();
}

void MultiLoop::open_multi() {
    multi_ = ::curl_multi_init();
    TASKSCHED_CHECK(multi_ != nullptr);
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &MultiLoop::on_socket);
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &MultiLoop::on_timer);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    // One transfer a connection: the end of a connection is the end of one transfer.
    ::curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    set_limits(limits_);
}

void MultiLoop::close_multi() {
    for (const auto& [easy, done] : done_) {
        ::curl_multi_remove_handle(multi_, easy);
        held_.erase(easy);
    }
    for (CURL* easy : held_) {
        ::curl_multi_remove_handle(multi_, easy);
    }
    done_.clear();
    added_.clear();
    held_.clear();
    ::curl_multi_cleanup(multi_);
    multi_ = nullptr;
    due_.reset();
}

void MultiLoop::set_limits(const TransferLimits& limits) {
    limits_ = limits;
    const auto most = static_cast<long>(limits.in_all);
    ::curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
    ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most);
}

void MultiLoop::add(CURL* easy, std::function<void(CURLcode)> done, AtEnd at_end) {
    idle_timer_.cancel();
    done_.emplace(easy, std::move(done));
    if (at_end == AtEnd::kHold) {
        held_.insert(easy);
    }
    added_.push_back(easy);
    start_soon();
}

void MultiLoop::start_soon() {
    if (added_.empty() || std::exchange(starts_soon_, true)) {
        return;
    }
    asio::post(sockets_.get_executor(), [this, life = life()] {
        if (!life.expired()) {
            starts_soon_ = false;
            start_some();
        }
    });
}

void MultiLoop::start_some() {
    for (std::size_t i = 0; i < kStartsAtOnce && !added_.empty(); ++i) {
        const CURLMcode added = ::curl_multi_add_handle(multi_, added_.front());
        TASKSCHED_CHECK(added == CURLM_OK);
        added_.pop_front();
    }
    act_on_timeouts();
    start_soon();
}

void MultiLoop::remove(CURL* easy) {
    const bool was_under_way = done_.erase(easy) != 0;
    if (was_under_way) {
        std::erase(added_, easy);
    }
    if (held_.erase(easy) != 0 || was_under_way) {
        ::curl_multi_remove_handle(multi_, easy);
        let_go_when_idle();
    }
}

int MultiLoop::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* known) {
    static_cast<MultiLoop*>(self)->watch(socket, what, known != nullptr);
    return 0;
}

int MultiLoop::on_timer(CURLM* /*multi*/, long milliseconds, void* self) {
    static_cast<MultiLoop*>(self)->set_timer(milliseconds);
    return 0;
}

void MultiLoop::watch(curl_socket_t socket, int what, bool is_known) {
    const int set = sockets_.native_handle();
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(set, EPOLL_CTL_DEL, socket, nullptr);
        return;
    }
    epoll_event event{};
    event.events = epoll_events(what);
    event.data.fd = socket;
    if (is_known && ::epoll_ctl(set, EPOLL_CTL_MOD, socket, &event) == 0) {
        return;
    }
    // A socket that could not be added is noticed by the transfer's timeout.
    if (::epoll_ctl(set, EPOLL_CTL_ADD, socket, &event) == 0 || errno == EEXIST) {
        ::epoll_ctl(set, EPOLL_CTL_MOD, socket, &event);
        ::curl_multi_assign(multi_, socket, &known_mark);
    }
}

void MultiLoop::wait_for_sockets() {
    if (is_waiting_ || done_.empty()) {
        return;
    }
    is_waiting_ = true;
    sockets_.async_wait(asio::posix::stream_descriptor::wait_read,
                        [this, life = life()](const asio::error_code& error) {
                            if (error || life.expired()) {
                                return;
                            }
                            is_waiting_ = false;
                            act_on_sockets();
                            wait_for_sockets();
                        });
}

void MultiLoop::act_on_sockets() {
    std::array<epoll_event, kSocketsAtOnce> events{};
    const int count =
        ::epoll_wait(sockets_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events.at(static_cast<std::size_t>(i));
        int running = 0;
        ::curl_multi_socket_action(multi_, event.data.fd, select_mask(event.events), &running);
    }
    collect_ends();
}

void MultiLoop::set_timer(long milliseconds) {
    if (milliseconds < 0) {
        due_.reset();
        return;
    }
    due_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    // Armed for an earlier time, it looks again when it fires; that costs less than arming anew.
    if (!armed_ || *armed_ > *due_) {
        arm_timer(*due_);
    }
}

void MultiLoop::arm_timer(Clock::time_point when) {
    armed_ = when;
    timer_.expires_at(when);
    timer_.async_wait([this, life = life()](const asio::error_code& error) {
        if (!error && !life.expired()) {
            timer_fired();
        }
    });
}

void MultiLoop::timer_fired() {
    armed_.reset();
    if (!due_) {
        return;
    }
    if (Clock::now() < *due_) {
        arm_timer(*due_);
        return;
    }
    act_on_timeouts();
}

void MultiLoop::act_on_timeouts() {
    due_.reset();
    int running = 0;
    ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    collect_ends();
    wait_for_sockets();
}

void MultiLoop::collect_ends() {
    int left = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        CURL* easy = message->easy_handle;
        const CURLcode result = message->data.result;
        auto ended = done_.extract(easy);
        if (!held_.contains(easy)) {
            ::curl_multi_remove_handle(multi_, easy);
        }
        if (ended) {
            ended.mapped()(result);
        }
    }
    let_go_when_idle();
}

void MultiLoop::let_go_when_idle() {
    if (!done_.empty() || !held_.empty()) {
        return;
    }
    idle_timer_.expires_after(limits_.idle);
    idle_timer_.async_wait([this, life = life()](const asio::error_code& error) {
        if (!error && !life.expired() && done_.empty() && held_.empty()) {
            // libcurl closes kept connections with their multi handle only.
            close_multi();
            drop_spare_handles();
            open_multi();
        }
    });
}

}  // namespace tasksched::daemon
