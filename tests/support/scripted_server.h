#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/base/unique_fd.h"

namespace tasksched::support {

/// What a ScriptedServer does about a request.
struct ScriptedReply {
    enum class Then { kKeep, kClose, kHang };

    std::string bytes;        ///< written as they are
    Then then = Then::kKeep;  ///< hang: nothing more, the connection stays open
};

/// A reply of HTTP/1.1 with its length.
ScriptedReply http_reply(int status, const std::string& headers = {}, const std::string& body = {});

/// A server of HTTP on 127.0.0.1 that answers as a test says, and keeps what it received byte for
/// byte. A thread a connection; `script` is called under a lock.
class ScriptedServer {
  public:
    /// `script` is given a request, from its first line to the end of its body.
    using Script = std::function<ScriptedReply(const std::string& request)>;

    explicit ScriptedServer(Script script);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    [[nodiscard]] int port() const { return port_; }
    /// http://127.0.0.1:PORT followed by `path`.
    [[nodiscard]] std::string url(const std::string& path = "/") const;

    [[nodiscard]] std::vector<std::string> requests() const;
    [[nodiscard]] std::size_t connections() const;

  private:
    void accept_all();
    void serve(int socket);

    Script script_;
    base::UniqueFd listener_;
    int port_ = 0;
    mutable std::mutex mutex_;
    bool is_stopping_ = false;
    std::vector<std::string> requests_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::size_t connections_ = 0;
    std::thread acceptor_;
};

/// A port of 127.0.0.1 that nobody listens on now.
int free_port();

}  // namespace tasksched::support
