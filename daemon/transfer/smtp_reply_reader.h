#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/transfer/smtp_exchange.h"

namespace tasksched::daemon {

/// Puts the replies of an SMTP server (RFC 5321 4.2) together from the bytes that come.
class SmtpReplyReader {
  public:
    void add(std::string_view bytes) { buffer_ += bytes; }

    /// The next whole reply.
    std::optional<SmtpReply> next();

    /// What came is no SMTP, or a reply without end.
    [[nodiscard]] bool broken() const { return is_broken_; }

    /// Whether anything of a reply is there that next() has not returned.
    [[nodiscard]] bool empty() const { return buffer_.empty() && partial_.code == 0; }

  private:
    std::optional<SmtpReply> take_line(std::string_view line);

    std::string buffer_;
    SmtpReply partial_;
    bool is_broken_ = false;
};

/// What a server offers, by its reply to EHLO.
struct SmtpFeatures {
    bool pipelining = false;  ///< RFC 2920
    bool size = false;        ///< RFC 1870
    bool is_authenticated = false;
};

/// Follows a dialogue as libcurl reports it, line by line, up to the end of the greetings.
class SmtpGreetings {
  public:
    void add_line(std::string_view line);

    [[nodiscard]] const SmtpFeatures& features() const { return features_; }
    /// The last line that the server wrote, without its end.
    [[nodiscard]] const std::string& last_line() const { return last_line_; }

  private:
    SmtpFeatures features_;
    std::string last_line_;
};

}  // namespace tasksched::daemon
