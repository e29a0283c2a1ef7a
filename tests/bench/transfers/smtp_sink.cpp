#include "tests/bench/transfers/smtp_sink.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace tasksched::bench {
namespace {

constexpr std::string_view kEnd = "\r\n.\r\n";
constexpr std::string_view kTaken = "250 2.0.0 taken\r\n";
constexpr int kBacklog = 4096;

void watch_reading(int events, int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(events, EPOLL_CTL_ADD, socket, &event);
}

void tell(int socket, std::string_view text) {
    ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace

SmtpSink::SmtpSink(std::chrono::milliseconds delay)
    : delay_(delay),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      events_(::epoll_create1(EPOLL_CLOEXEC)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), kBacklog) != 0 ||
        ::getsockname(listener_.get(), generic, &size) != 0) {
        throw std::runtime_error("cannot listen on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
    watch_reading(events_.get(), listener_.get());
    watch_reading(events_.get(), stop_.get());
    thread_ = std::thread([this] { run(); });
}

SmtpSink::~SmtpSink() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
    for (const auto& [socket, session] : sessions_) {
        ::close(socket);
    }
}

std::string SmtpSink::url() const { return fmt::format("smtp://127.0.0.1:{}", port_); }

void SmtpSink::run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
        const int count = ::epoll_wait(events_.get(), events.data(),
                                       static_cast<int>(events.size()), time_to_next());
        for (int i = 0; i < count; ++i) {
            const int socket = events.at(static_cast<std::size_t>(i)).data.fd;
            if (socket == stop_.get()) {
                return;
            }
            if (socket == listener_.get()) {
                accept_all();
            } else {
                read(socket);
            }
        }
        answer_due();
    }
}

void SmtpSink::accept_all() {
    for (;;) {
        const int socket =
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) {
            return;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sessions_[socket] = {.number = ++last_session_, .unread = {}};
        watch_reading(events_.get(), socket);
        tell(socket, "220 sink\r\n");
    }
}

void SmtpSink::read(int socket) {
    std::array<char, 16384> buffer{};
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        sessions_.erase(socket);
        ::close(socket);
        return;
    }
    Session& session = sessions_.at(socket);
    session.unread.append(buffer.data(), static_cast<std::size_t>(count));
    tell(socket, answers(socket, session));
}

/// What is to be said at once to what has come, which is used up.
std::string SmtpSink::answers(int socket, Session& session) {
    std::string all;
    for (;;) {
        const std::string_view mark = session.is_in_message ? kEnd : std::string_view("\r\n");
        const std::size_t end = session.unread.find(mark);
        if (end == std::string::npos) {
            return all;
        }
        const std::string_view line = std::string_view(session.unread).substr(0, end);
        if (session.is_in_message) {
            ++taken_;
            session.is_in_message = false;
            due_.push_back(
                {.when = Clock::now() + delay_, .socket = socket, .session = session.number});
        } else if (line.starts_with("EHLO")) {
            all += "250-sink\r\n250-PIPELINING\r\n250 SIZE 10000000\r\n";
        } else if (line.starts_with("DATA")) {
            all += "354 go on\r\n";
            session.is_in_message = true;
        } else if (line.starts_with("QUIT")) {
            all += "221 bye\r\n";
        } else {
            all += "250 ok\r\n";
        }
        session.unread.erase(0, end + mark.size());
    }
}

void SmtpSink::answer_due() {
    const auto now = Clock::now();
    while (!due_.empty() && due_.front().when <= now) {
        const Due due = due_.front();
        due_.pop_front();
        const auto found = sessions_.find(due.socket);
        if (found != sessions_.end() && found->second.number == due.session) {
            tell(due.socket, kTaken);
        }
    }
}

int SmtpSink::time_to_next() const {
    if (due_.empty()) {
        return -1;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due_.front().when - Clock::now());
    return static_cast<int>(std::max(left, std::chrono::milliseconds(0)).count());
}

}  // namespace tasksched::bench
