#include "daemon/mail/mail_route.h"

#include <utility>

namespace tasksched::daemon {

MailRoute::MailRoute(asio::io_context& loop, std::unique_ptr<Plugin> command_plugin)
    : loop_(loop), command_plugin_(std::move(command_plugin)), sendmail_(*command_plugin_) {}

void MailRoute::configure(const config::Config& config) {
    sendmail_.configure(config.email);
    if (config.email.server->empty()) {
        smtp_.reset();
    } else if (smtp_) {
        smtp_->configure(config.email);
    } else {
        smtp_ = std::make_shared<SmtpSender>(loop_, config.email);
    }
}

asio::awaitable<MailResult> MailRoute::send(model::Mail mail, AttemptControl& control) {
    if (const std::shared_ptr<SmtpSender> smtp = smtp_) {
        co_return co_await smtp->send(std::move(mail), control);
    }
    co_return co_await sendmail_.send(std::move(mail), control);
}

}  // namespace tasksched::daemon
