#include "tests/bench/transfers/bare_multi.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "common/base/unique_fd.h"

namespace tasksched::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t drop(char* /*data*/, std::size_t /*size*/, std::size_t count, void* /*user*/) {
    return count;
}

std::chrono::nanoseconds thread_cpu() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

class BareMulti {
  public:
    BareMulti(std::string url, int count)
        : url_(std::move(url)),
          left_(count),
          multi_(::curl_multi_init()),
          events_(::epoll_create1(EPOLL_CLOEXEC)) {
        ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &BareMulti::on_socket);
        ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &BareMulti::on_timer);
        ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    }
    BareMulti(const BareMulti&) = delete;
    BareMulti& operator=(const BareMulti&) = delete;
    ~BareMulti() { ::curl_multi_cleanup(multi_); }

    void run(int in_flight) {
        ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(in_flight));
        for (int i = 0; i < in_flight && left_ > 0; ++i) {
            CURL* easy = ::curl_easy_init();
            ::curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
            ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
            ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
            begin(easy);
        }
        while (under_way_ > 0) {
            act();
        }
    }

  private:
    static int on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* known) {
        auto& bare = *static_cast<BareMulti*>(self);
        epoll_event event{};
        event.events = ((what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U) |
                       ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
        event.data.fd = socket;
        const int how = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL
                        : known == nullptr       ? EPOLL_CTL_ADD
                                                 : EPOLL_CTL_MOD;
        ::epoll_ctl(bare.events_.get(), how, socket, &event);
        ::curl_multi_assign(bare.multi_, socket, self);
        return 0;
    }

    static int on_timer(CURLM* /*multi*/, long milliseconds, void* self) {
        auto& bare = *static_cast<BareMulti*>(self);
        bare.due_ = milliseconds < 0
                        ? std::nullopt
                        : std::optional(Clock::now() + std::chrono::milliseconds(milliseconds));
        return 0;
    }

    void begin(CURL* easy) {
        --left_;
        ++under_way_;
        ::curl_multi_add_handle(multi_, easy);
    }

    void act() {
        int running = 0;
        if (due_ && Clock::now() >= *due_) {
            due_.reset();
            ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
        } else {
            std::array<epoll_event, 64> events{};
            const int count = ::epoll_wait(events_.get(), events.data(),
                                           static_cast<int>(events.size()), time_to_due());
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events.at(static_cast<std::size_t>(i));
                const int mask =
                    ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                    ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                    ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
                ::curl_multi_socket_action(multi_, event.data.fd, mask, &running);
            }
        }
        collect();
    }

    void collect() {
        int left = 0;
        while (const CURLMsg* message = ::curl_multi_info_read(multi_, &left)) {
            CURL* easy = message->easy_handle;
            if (message->data.result != CURLE_OK) {
                throw std::runtime_error(::curl_easy_strerror(message->data.result));
            }
            ::curl_multi_remove_handle(multi_, easy);
            --under_way_;
            if (left_ > 0) {
                begin(easy);
            } else {
                ::curl_easy_cleanup(easy);
            }
        }
    }

    [[nodiscard]] int time_to_due() const {
        if (!due_) {
            return -1;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }

    std::string url_;
    int left_;
    int under_way_ = 0;
    CURLM* multi_;
    base::UniqueFd events_;
    std::optional<Clock::time_point> due_;
};

}  // namespace

BareHttp bare_http(const std::string& url, int count, int in_flight) {
    const auto begin = Clock::now();
    const auto cpu = thread_cpu();
    BareMulti(url, count).run(in_flight);
    return {.taken = Clock::now() - begin, .cpu = thread_cpu() - cpu};
}

}  // namespace tasksched::bench
