#pragma once

#include <asio/io_context.hpp>
#include <string_view>

#include "common/time/clock.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// Type `email`. Each recipient's end is recorded, so that a later attempt goes to those alone who
/// were not reached; the message has the same id and date in all of them.
class EmailPlugin final : public Plugin {
  public:
    /// `mail` and `clock` outlive it.
    EmailPlugin(asio::io_context& loop, MailSender& mail, const time::Clock& clock)
        : loop_(loop), mail_(mail), clock_(clock) {}

    [[nodiscard]] std::string_view type() const override { return "email"; }

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

  private:
    asio::awaitable<MailResult> send(model::Mail mail, const AttemptContext& context,
                                     AttemptControl& control);

    asio::io_context& loop_;
    MailSender& mail_;
    const time::Clock& clock_;
};

}  // namespace tasksched::daemon
