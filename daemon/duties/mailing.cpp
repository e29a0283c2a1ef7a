#include "daemon/duties/mailing.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include "daemon/log.h"
#include "daemon/notices/throttle.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// Mails under way at once.
constexpr std::size_t kMostMails = 20;

/// A clock that is set is noticed within that time.
constexpr std::chrono::seconds kLongestPause{60};

/// The output as it stands in the store; none where that has lost it, or what it came from.
Result<std::optional<JobOutput>> load(store::Reader& reader, const store::OutputMail& mail) {
    const auto task = reader.task(mail.task_id);
    const auto run = reader.run(mail.run_id);
    if (!task || !run) {
        return tl::unexpected(task ? run.error() : task.error());
    }
    if (!*task || !*run) {
        return std::nullopt;
    }
    auto payload = reader.payload(mail.task_id, (*run)->version);
    auto output = reader.output(mail.run_id, mail.attempt);
    if (!payload || !output) {
        return tl::unexpected(payload ? output.error() : payload.error());
    }
    auto* const command = std::get_if<model::CommandPayload>(&*payload);
    if (command == nullptr) {
        return std::nullopt;
    }
    return JobOutput{mail, **task, std::move(*command), std::move(*output)};
}

}  // namespace

/// A mail on its way. Its coroutine and the map share it.
struct Mailing::Delivery {
    JobOutput job;
    AttemptControl control;

    Delivery(JobOutput output, asio::io_context& loop)
        : job(std::move(output)), control(loop.get_executor(), nullptr) {}
};

/// What is to be sent now.
struct Mailing::Plan {
    std::set<model::RunId> busy{};  ///< whose mails are under way
    std::vector<JobOutput> mails{};
    std::optional<time::Instant> next{};
};

Mailing::Mailing(asio::io_context& loop, StoreQueue& store, MailSender& mail,
                 const time::Clock& clock, Surroundings surroundings)
    : loop_(loop),
      store_(store),
      mail_(mail),
      clock_(clock),
      surroundings_(std::move(surroundings)),
      woken_(loop) {}

Mailing::~Mailing() = default;

void Mailing::wake() {
    has_news_ = true;
    woken_.cancel();
}

void Mailing::stop() {
    stopped_ = true;
    woken_.cancel();
}

void Mailing::abandon() {
    stop();
    for (const auto& [run, delivery] : under_way_) {
        delivery->control.abandon();
    }
}

bool Mailing::is_full() const { return under_way_.size() >= kMostMails; }

asio::awaitable<void> Mailing::run() {
    while (!stopped_) {
        co_await look();
    }
}

/// Notes the tries that begin now, with when the next ones would be.
Result<void> Mailing::plan(store::Transaction& transaction, Plan& plan) const {
    store::OutputMails& mails = transaction.output_mails();
    const time::Instant now = clock_.now();
    const auto due = mails.due(now, static_cast<std::int64_t>(kMostMails));
    if (!due) {
        return tl::unexpected(due.error());
    }
    for (const store::OutputMail& mail : *due) {
        if (plan.busy.contains(mail.run_id)) {
            if (auto off = mails.put_off(mail.run_id, mail.tries, now + kLongestPause); !off) {
                return off;
            }
            continue;
        }
        if (plan.busy.size() + plan.mails.size() >= kMostMails) {
            break;
        }
        auto job = load(transaction.reader(), mail);
        if (!job) {
            return tl::unexpected(std::move(job.error()));
        }
        const int tries = mail.tries + 1;
        auto noted = *job ? mails.put_off(mail.run_id, tries, next_try(tries, now))
                          : mails.remove(mail.run_id);
        if (!noted) {
            return noted;
        }
        if (*job) {
            (*job)->what.tries = tries;
            plan.mails.push_back(std::move(**job));
        }
    }
    return mails.next_due().map([&](std::optional<time::Instant> next) { plan.next = next; });
}

/// Begins what is due, and waits until something may be again.
asio::awaitable<void> Mailing::look() {
    has_news_ = false;
    const auto planned = std::make_shared<Plan>();
    for (const auto& [run, delivery] : under_way_) {
        planned->busy.insert(run);
    }
    const StoreQueue::Write work = [planned, this](store::Transaction& transaction,
                                                   const store::Tenure&) -> Result<void> {
        planned->mails.clear();
        return plan(transaction, *planned);
    };
    const Result<void> done = co_await store_.write(work);
    if (!done) {
        log_at(store_.is_down() ? LogLevel::kDebug : LogLevel::kError,
               "cannot look for output that is to be mailed: {}", done.error().message);
        has_news_ = true;
        co_await store_.pause_after_failure();
        co_return;
    }
    for (JobOutput& job : planned->mails) {
        begin(std::move(job));
    }
    co_await wait(planned->next);
}

/// Returns at `until`, or when there is news; where all places are taken, once one is free.
asio::awaitable<void> Mailing::wait(std::optional<time::Instant> until) {
    if (stopped_ || (has_news_ && !is_full())) {
        co_return;
    }
    std::chrono::microseconds pause = std::chrono::hours(24);
    if (until && !is_full()) {
        pause = std::clamp<std::chrono::microseconds>(*until - clock_.now(),
                                                      std::chrono::milliseconds(10), kLongestPause);
    }
    woken_.expires_after(pause);
    asio::error_code ended;
    co_await woken_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

void Mailing::begin(JobOutput job) {
    const model::RunId run = job.what.run_id;
    auto delivery = std::make_shared<Delivery>(std::move(job), loop_);
    under_way_.emplace(run, delivery);
    asio::co_spawn(loop_, deliver(std::move(delivery)), asio::detached);
}

/// The life of one try, from its start to its durable end.
asio::awaitable<void> Mailing::deliver(std::shared_ptr<Delivery> delivery) {
    const store::OutputMail& what = delivery->job.what;
    auto mail = cron_mail(delivery->job, surroundings_.host);
    bool is_over = true;
    if (!mail) {
        log_warning("run={}: its output is not mailed: {}", what.run_id.value,
                    mail.error().message);
    } else if (!surroundings_.can_send()) {
        log_info(
            "run={}: its output is not mailed: no [email] server is set, and there is no"
            " sendmail",
            what.run_id.value);
    } else {
        const MailResult result = co_await mail_.send(std::move(*mail), delivery->control);
        if (delivery->control.requested() == EndRequest::kAbandon) {
            co_return;
        }
        const bool may_pass = result.outcome == model::Outcome::kTransient;
        is_over = !may_pass || is_given_up(what.added_at, next_try(what.tries, clock_.now()));
        if (result.outcome != model::Outcome::kSuccess) {
            log_error("run={} try={}: its output is not mailed{}: {}", what.run_id.value,
                      what.tries, is_over ? ", and will not be" : "", result.detail);
        }
    }
    if (is_over) {
        co_await forget(what.run_id);
    }
    under_way_.erase(what.run_id);
    wake();
}

asio::awaitable<void> Mailing::forget(model::RunId run) {
    const StoreQueue::Write work = [run](store::Transaction& transaction,
                                         const store::Tenure&) -> Result<void> {
        return transaction.output_mails().remove(run);
    };
    static_cast<void>(co_await store_.insist(work));
}

}  // namespace tasksched::daemon
