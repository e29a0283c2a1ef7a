#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/nginx.h"
#include "tests/support/process.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {

/// A message as the server got it.
struct ReceivedMail {
    std::string from;
    std::vector<std::string> to;
    std::string content;  ///< the bytes between DATA and the final dot, leading dots halved
    bool tls = false;
    std::string user;  ///< who was logged in
    bool took = true;  ///< whether the server said that it took it
};

/// The SMTP server of smtp_server.py, on a free port of 127.0.0.1. Stopped at the end.
class SmtpServer {
  public:
    struct Options {
        const Certificate* tls = nullptr;  ///< STARTTLS is offered with it
        std::string user{};                ///< must log in, with `password`
        std::string password{};
        bool pipelining = false;
    };

    SmtpServer() : SmtpServer(Options{}) {}
    explicit SmtpServer(Options options);

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string url() const;

    /// How it behaves from now on: see smtp_server.py; "" for well.
    void set_mode(const std::string& mode) const;

    /// All messages up to now, in order.
    [[nodiscard]] std::vector<ReceivedMail> received() const;

    /// The same, once there are as many; fewer at a deadline.
    [[nodiscard]] std::vector<ReceivedMail> wait_for(std::size_t count) const;

    /// The envelopes: a MAIL or RCPT command with its argument a line.
    [[nodiscard]] std::string commands() const { return home_.read("commands"); }

    /// Ends it; restart() brings it back on the same port.
    void stop();
    void restart();

  private:
    void start();

    Options options_;
    TemporaryHome home_;
    int port_ = 0;
    std::unique_ptr<Process> process_;
};

/// The values of the header field in the message, unfolded, in order.
std::vector<std::string> header_values(const std::string& content, const std::string& name);

}  // namespace tasksched::support
