#include "tests/bench/transfers/late_server.h"

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

constexpr std::string_view kReply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
constexpr int kBacklog = 4096;

void watch(int events, int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(events, EPOLL_CTL_ADD, socket, &event);
}

}  // namespace

LateServer::LateServer(std::chrono::milliseconds delay)
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
    watch(events_.get(), listener_.get());
    watch(events_.get(), stop_.get());
    thread_ = std::thread([this] { run(); });
}

LateServer::~LateServer() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
    for (const auto& [socket, connection] : connections_) {
        ::close(socket);
    }
}

std::string LateServer::url() const { return fmt::format("http://127.0.0.1:{}/", port_); }

void LateServer::run() {
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

void LateServer::accept_all() {
    for (;;) {
        const int socket =
            ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) {
            return;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections_[socket] = ++last_connection_;
        watch(events_.get(), socket);
    }
}

/// A request comes in one piece here: it is short, and sent at once.
void LateServer::read(int socket) {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        connections_.erase(socket);
        ::close(socket);
        return;
    }
    due_.push_back(
        {.when = Clock::now() + delay_, .socket = socket, .connection = connections_.at(socket)});
}

void LateServer::answer_due() {
    const auto now = Clock::now();
    while (!due_.empty() && due_.front().when <= now) {
        const Due due = due_.front();
        due_.pop_front();
        const auto found = connections_.find(due.socket);
        if (found != connections_.end() && found->second == due.connection) {
            ::send(due.socket, kReply.data(), kReply.size(), MSG_NOSIGNAL);
        }
    }
}

int LateServer::time_to_next() const {
    if (due_.empty()) {
        return -1;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due_.front().when - Clock::now());
    return static_cast<int>(std::max(left, std::chrono::milliseconds(0)).count());
}

}  // namespace tasksched::bench
