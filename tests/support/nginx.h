#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {

/// A certificate and its key, as files.
struct Certificate {
    std::string certificate;
    std::string key;
};

/// An authority of our own, in a directory of its own.
class TestAuthority {
  public:
    TestAuthority();

    /// The file with its certificate.
    [[nodiscard]] std::string file() const { return home_.file("ca.pem"); }

    /// A certificate for `names`, such as "DNS:localhost,IP:127.0.0.1". Throws std::runtime_error
    /// where openssl(1) cannot make it.
    Certificate issue(const std::string& names) const;

    /// One that ended yesterday.
    Certificate issue_expired(const std::string& names) const;

  private:
    Certificate issue(const std::string& names, const std::string& end) const;

    TemporaryHome home_;
};

/// nginx on a free port of 127.0.0.1, with a configuration for its one `server`; `listen` is added.
/// With a certificate it speaks TLS. Stopped at the end.
class Nginx {
  public:
    explicit Nginx(const std::string& server, const Certificate* tls = nullptr);

    [[nodiscard]] int port() const { return port_; }
    /// With `host` in place of the address.
    [[nodiscard]] std::string url(const std::string& path,
                                  const std::string& host = "127.0.0.1") const;

    /// A line a request: method, path, protocol, status.
    [[nodiscard]] std::string log() const { return home_.read("access.log"); }

  private:
    bool start(const std::string& server, const Certificate* tls);

    TemporaryHome home_;
    int port_ = 0;
    bool speaks_tls_ = false;
    std::unique_ptr<Process> process_;
};

}  // namespace tasksched::support
