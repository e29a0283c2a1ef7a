#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tasksched::support {
namespace {

struct Listener {
    base::UniqueFd socket;
    int port = 0;
};

Listener listen_somewhere() {
    Listener listener;
    listener.socket = base::UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener.socket.get(), generic, size) != 0 ||
        ::listen(listener.socket.get(), 1024) != 0 ||
        ::getsockname(listener.socket.get(), generic, &size) != 0) {
        throw std::runtime_error("cannot listen on 127.0.0.1");
    }
    listener.port = ntohs(address.sin_port);
    return listener;
}

std::size_t body_length(std::string_view head) {
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const auto found = head.find(kLength);
    return found == std::string_view::npos
               ? 0
               : std::strtoul(head.data() + found + kLength.size(), nullptr, 10);
}

/// Takes the first whole request out of `received`; empty where there is none yet.
std::string take_request(std::string& received) {
    const auto end = received.find("\r\n\r\n");
    if (end == std::string::npos) {
        return {};
    }
    const std::size_t size = end + 4 + body_length(received.substr(0, end + 4));
    if (received.size() < size) {
        return {};
    }
    std::string request = received.substr(0, size);
    received.erase(0, size);
    return request;
}

/// False where the peer is gone.
bool read_more(int socket, std::string& received) {
    std::array<char, 16384> buffer{};
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count > 0) {
        received.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0;
}

bool write_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

ScriptedReply http_reply(int status, const std::string& headers, const std::string& body) {
    return {.bytes = fmt::format("HTTP/1.1 {} Told\r\n{}Content-Length: {}\r\n\r\n{}", status,
                                 headers, body.size(), body)};
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
    Listener listener = listen_somewhere();
    listener_ = std::move(listener.socket);
    port_ = listener.port;
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        ::shutdown(listener_.get(), SHUT_RDWR);
        for (const int socket : open_) {
            ::shutdown(socket, SHUT_RDWR);
        }
    }
    acceptor_.join();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

std::string ScriptedServer::url(const std::string& path) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::size_t ScriptedServer::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

void ScriptedServer::accept_all() {
    for (;;) {
        const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(mutex_);
        if (is_stopping_) {
            ::close(socket);
            return;
        }
        if (socket >= 0) {
            ++connections_;
            open_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }
}

void ScriptedServer::serve(int socket) {
    std::string received;
    auto then = ScriptedReply::Then::kKeep;
    while (then != ScriptedReply::Then::kClose && read_more(socket, received)) {
        for (std::string request = take_request(received); !request.empty();
             request = take_request(received)) {
            std::unique_lock lock(mutex_);
            requests_.push_back(request);
            const ScriptedReply reply = script_(request);
            lock.unlock();
            then = write_all(socket, reply.bytes) ? reply.then : ScriptedReply::Then::kClose;
        }
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, socket);
    ::close(socket);
}

int free_port() { return listen_somewhere().port; }

}  // namespace tasksched::support
