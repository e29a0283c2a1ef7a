#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/notices/plan.h"
#include "daemon/notices/recipients.h"
#include "daemon/plugins/plugin.h"

namespace tasksched::daemon {

/// The duty that tells users what stands in the store's box of notices: by mail, and by the command
/// that `[notify] command` names, which finds the text on its standard input and the address in
/// TASKSCHED_NOTIFY. Each try is durable before it begins and its end after: what a crash hid is
/// tried again. What cannot be told is tried again for a day.
class Notices {
  public:
    /// All of it outlives the duty. `command_plugin` carries the command out; `host` is the name of
    /// this host, for mails.
    Notices(asio::io_context& loop, StoreQueue& store, Plugin& command_plugin, MailSender& mail,
            const time::Clock& clock, std::string host);
    Notices(const Notices&) = delete;
    Notices& operator=(const Notices&) = delete;
    ~Notices();

    void configure(const config::Config& config);

    /// At the start, before what supervisors know is forgotten: follows the commands that an
    /// earlier daemon started.
    asio::awaitable<base::Result<void>> take_up();

    /// Tells what is due, until stop().
    asio::awaitable<void> run();

    /// Begins nothing more.
    void stop();

    /// Lets go of what is under way.
    void abandon();

    /// There may be something to be told.
    void wake();

    /// Says in the log what happened, whoever is told of it, and wakes the duty.
    void happened(const model::Task& task, model::RunId run, std::string_view why);

  private:
    struct Delivery;

    asio::awaitable<void> look();
    asio::awaitable<void> wait(std::optional<time::Instant> until, bool has_room);
    void begin(NoticeMessage message, AttemptBegin how);
    asio::awaitable<void> deliver(std::shared_ptr<Delivery> delivery);
    asio::awaitable<bool> tell_by_command(Delivery& delivery);
    asio::awaitable<bool> tell_by_mail(Delivery& delivery);
    asio::awaitable<bool> note(Delivery& delivery);
    asio::awaitable<void> give_up(const NoticeMessage& message);

    asio::io_context& loop_;
    StoreQueue& store_;
    Plugin& plugin_;
    MailSender& mail_;
    const time::Clock& clock_;
    std::string host_;
    Recipients recipients_;
    std::vector<std::string> command_;
    std::map<model::NoticeId, std::shared_ptr<Delivery>> under_way_;
    asio::steady_timer woken_;
    bool has_news_ = true;
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
