#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/notices/cron_mail.h"

namespace tasksched::daemon {

/// The duty that mails the output of crontabs' jobs, as cron does. Each try is durable before it
/// begins: what a crash hid is sent again, under the same message id. What cannot be sent is tried
/// again for a day; where this system has no way of mail at all, the output is not mailed, and
/// stays in the store.
class Mailing {
  public:
    struct Surroundings {
        std::string host;                ///< the name of this host, for the mails
        std::function<bool()> can_send;  ///< whether there is a way of mail
    };

    /// All of it outlives the duty.
    Mailing(asio::io_context& loop, StoreQueue& store, MailSender& mail, const time::Clock& clock,
            Surroundings surroundings);
    Mailing(const Mailing&) = delete;
    Mailing& operator=(const Mailing&) = delete;
    ~Mailing();

    /// Mails what is due, until stop().
    asio::awaitable<void> run();

    /// Begins nothing more.
    void stop();

    /// Lets go of what is under way.
    void abandon();

    /// There may be something to be mailed.
    void wake();

  private:
    struct Delivery;
    struct Plan;

    asio::awaitable<void> look();
    asio::awaitable<void> wait(std::optional<time::Instant> until);
    base::Result<void> plan(store::Transaction& transaction, Plan& plan) const;
    void begin(JobOutput job);
    asio::awaitable<void> deliver(std::shared_ptr<Delivery> delivery);
    asio::awaitable<void> forget(model::RunId run);
    [[nodiscard]] bool is_full() const;

    asio::io_context& loop_;
    StoreQueue& store_;
    MailSender& mail_;
    const time::Clock& clock_;
    Surroundings surroundings_;
    std::map<model::RunId, std::shared_ptr<Delivery>> under_way_;
    asio::steady_timer woken_;
    bool has_news_ = true;
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
