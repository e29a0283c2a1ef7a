#include "daemon/plugins/payment/payment_attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include "common/base/sha256.h"
#include "common/config/secret.h"

namespace tasksched::daemon {
namespace {

using model::ItemState;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A gateway that asks for more is asked again after it: the keys may not outlast a longer wait.
constexpr std::chrono::hours kLongestAskedWait{1};

/// How far the clock may be set back between two attempts without anybody minding.
constexpr std::chrono::seconds kSmallStep{5};

/// 128 random bits.
std::string new_key() {
    std::random_device random;
    return fmt::format("tasksched-{:08x}{:08x}{:08x}{:08x}", random(), random(), random(),
                       random());
}

/// Of all that makes a call the same call, but for the key and the token.
std::string hash_of(const std::string& url, const GatewayBody& body) {
    return base::sha256(fmt::format("POST {}\n{}\n\n{}", url, body.content_type, body.bytes));
}

/// The text without the token, which a careless gateway may have put into its reply.
std::string without(std::string text, const std::string& token) {
    for (std::size_t at = text.find(token); !token.empty() && at != std::string::npos;
         at = text.find(token, at)) {
        text.replace(at, token.size(), "***");
    }
    return text;
}

ItemState state_after(Verdict verdict, bool was_sent) {
    switch (verdict) {
        case Verdict::kBooked:
            return ItemState::kSucceeded;
        case Verdict::kRejected:
            return ItemState::kRejected;
        case Verdict::kRefused:
            return ItemState::kFailed;
        case Verdict::kTryAgain:
        case Verdict::kSetup:
            // An earlier call may have done more than this one.
            return was_sent ? ItemState::kSent : ItemState::kPending;
        case Verdict::kUnclear:
            break;
    }
    return ItemState::kSent;
}

}  // namespace

PaymentAttempt::PaymentAttempt(TransferEngine& transfers, const time::Clock& clock,
                               PaymentSettings settings, AttemptContext context,
                               AttemptControl& control)
    : transfers_(transfers),
      clock_(clock),
      settings_(std::move(settings)),
      context_(std::move(context)),
      control_(control) {
    if (context_.policies.timeout) {
        deadline_ = steady_clock::now() + *context_.policies.timeout;
    }
}

asio::awaitable<std::optional<model::AttemptResult>> PaymentAttempt::carry_out() {
    bool goes_on = co_await take_up();
    if (goes_on) {
        goes_on = co_await send_all();
    }
    if (control_.requested() == EndRequest::kAbandon || (!goes_on && broken_.empty())) {
        co_return std::nullopt;
    }
    co_return result();
}

/// Reads how the transfers stand, and records those that cannot be sent any more.
asio::awaitable<bool> PaymentAttempt::take_up() {
    const auto items = co_await context_.journal->items();
    if (!items) {
        broken_ = items.error().message;
        co_return false;
    }
    const auto& payload = std::get<model::PaymentPayload>(context_.payload);
    for (const model::Transfer& transfer : payload.transfers) {
        Part& part = parts_.emplace_back();
        part.transfer = transfer;
        part.item.number = static_cast<int>(parts_.size());
        part.item.label = transfer.receiver;
    }
    for (const model::RunItem& item : *items) {
        const auto index = static_cast<std::size_t>(item.number) - 1;
        if (index < parts_.size()) {
            parts_[index].item = item;
        }
    }
    const auto is_open = [](const Part& part) { return !model::is_final(part.item.state); };
    if (std::any_of(parts_.begin(), parts_.end(), is_open)) {
        problem_ = settings_.problem;
    }
    if (problem_.empty()) {
        for (Part& part : parts_) {
            prepare(part);
        }
    }
    co_return true;
}

/// Makes what is to be sent, and settles the transfer where it may not be.
void PaymentAttempt::prepare(Part& part) {
    model::RunItem& item = part.item;
    if (model::is_final(item.state)) {
        return;
    }
    const auto settle = [&](ItemState state, std::string_view why) {
        item.state = state;
        item.reply = why;
        unrecorded_.push_back(&part);
    };
    const ItemState given_up =
        item.state == ItemState::kSent ? ItemState::kUnknown : ItemState::kFailed;
    const auto& payload = std::get<model::PaymentPayload>(context_.payload);
    auto body = settings_.gateway->body({.task = context_.run.task_id,
                                         .run = context_.run.id,
                                         .sender = payload.sender,
                                         .receiver = part.transfer.receiver,
                                         .amount = part.transfer.amount,
                                         .currency = payload.currency,
                                         .reference = payload.reference});
    if (!body) {
        settle(given_up, body.error().message);
        return;
    }
    part.body = std::move(*body);
    const std::string hash = hash_of(settings_.url, part.body);
    if (!item.body_hash.empty() && item.body_hash != hash) {
        settle(given_up,
               "its key belongs to another gateway, or to other bytes, than would be sent now");
        return;
    }
    if (item.state == ItemState::kSent && !is_in_window(part)) {
        settle(ItemState::kUnknown,
               fmt::format("the gateway may have forgotten its key; the last that is known of it: "
                           "{}",
                           item.reply.empty() ? "no reply" : item.reply));
        return;
    }
    item.body_hash = hash;
}

/// Whether a call that begins now is at the gateway while that knows the key.
bool PaymentAttempt::is_in_window(const Part& part) {
    return !part.item.first_sent_at ||
           clock_.now() + settings_.timeout < *part.item.first_sent_at + settings_.key_window;
}

/// Returns false where nothing more may be done for the run.
asio::awaitable<bool> PaymentAttempt::send_all() {
    while (may_go_on()) {
        std::vector<Part*> wave = next_wave();
        if (wave.empty()) {
            break;
        }
        const auto token = config::read_secret(settings_.token_source);
        if (!token) {
            problem_ = fmt::format("[payment] token_file: {}", token.error().message);
            break;
        }
        for (Part* part : wave) {
            mark_sent(*part);
        }
        if (!co_await record(wave)) {
            co_return false;
        }
        // A store that was down may have taken its time; the next attempt gives those up.
        std::erase_if(wave,
                      [&](const Part* part) { return part->was_sent && !is_in_window(*part); });
        std::vector<HttpRequest> requests;
        requests.reserve(wave.size());
        for (const Part* part : wave) {
            requests.push_back(request_for(*part, *token));
        }
        const auto results = co_await send_wave(transfers_, std::move(requests), control_);
        if (control_.requested() == EndRequest::kAbandon) {
            co_return false;
        }
        for (std::size_t i = 0; i < wave.size(); ++i) {
            note(*wave[i], results[i], *token);
        }
    }
    co_return unrecorded_.empty() || co_await record({});
}

bool PaymentAttempt::may_go_on() {
    const auto left = time_left();
    is_late_ = left && *left <= milliseconds(0);
    return problem_.empty() && !is_late_ && control_.requested() == EndRequest::kNone;
}

std::optional<milliseconds> PaymentAttempt::time_left() const {
    return deadline_ ? std::optional(std::chrono::duration_cast<milliseconds>(*deadline_ -
                                                                              steady_clock::now()))
                     : std::nullopt;
}

/// The next transfers that are to be sent, as many as may be under way at once.
std::vector<PaymentAttempt::Part*> PaymentAttempt::next_wave() {
    std::vector<Part*> wave;
    const time::Instant now = clock_.now();
    for (; next_ < parts_.size() && wave.size() < settings_.concurrency; ++next_) {
        Part& part = parts_[next_];
        const auto& first = part.item.first_sent_at;
        // How long ago that was, a clock that was set back cannot tell.
        const bool is_of_future = first && now + kSmallStep < *first;
        if (!model::is_final(part.item.state) && !is_of_future) {
            wave.push_back(&part);
        }
    }
    return wave;
}

void PaymentAttempt::mark_sent(Part& part) {
    part.was_sent = part.item.state == ItemState::kSent;
    part.item.state = ItemState::kSent;
    if (!part.item.first_sent_at) {
        part.item.first_sent_at = clock_.now();
    }
    if (part.item.idempotency_key.empty()) {
        part.item.idempotency_key = new_key();
    }
}

HttpRequest PaymentAttempt::request_for(const Part& part, const std::string& token) const {
    HttpRequest request;
    request.method = "POST";
    request.url = settings_.url;
    request.headers = {"Content-Type: " + part.body.content_type,
                       "Idempotency-Key: " + part.item.idempotency_key,
                       "Authorization: Bearer " + token};
    request.body = part.body.bytes;
    request.timeout =
        std::min<milliseconds>(settings_.timeout, time_left().value_or(milliseconds::max()));
    request.redirects = Redirects::kReturn;
    request.destination = Destination::kOfAdministrator;
    return request;
}

void PaymentAttempt::note(Part& part, const CallResult& result, const std::string& token) {
    Judgement judged = result ? settings_.gateway->judge(*result) : daemon::judge(result.error());
    part.item.state = state_after(judged.verdict, part.was_sent);
    part.item.reply = without(std::move(judged.reply), token);
    unrecorded_.push_back(&part);
    newly_rejected_ += judged.verdict == Verdict::kRejected ? 1 : 0;
    if (judged.verdict == Verdict::kSetup) {
        problem_ = fmt::format("the gateway at {}: {}", settings_.url, part.item.reply);
    }
    if (result && result->retry_after) {
        const auto asked = std::min<std::chrono::seconds>(*result->retry_after, kLongestAskedWait);
        retry_after_ = std::max(retry_after_.value_or(asked), asked);
    }
}

/// Makes durable how these stand, and what came of earlier ones; returns whether that is done.
asio::awaitable<bool> PaymentAttempt::record(std::span<Part* const> parts) {
    std::vector<model::RunItem> items;
    items.reserve(parts_.size());
    for (const Part* part : std::exchange(unrecorded_, {})) {
        items.push_back(part->item);
    }
    for (const Part* part : parts) {
        items.push_back(part->item);
    }
    const auto recorded = co_await context_.journal->record(std::move(items));
    if (!recorded) {
        broken_ = recorded.error().message;
    }
    co_return recorded.has_value();
}

model::AttemptResult PaymentAttempt::result() const {
    model::AttemptResult result;
    std::vector<model::RunItem> items;
    for (const Part& part : parts_) {
        items.push_back(part.item);
    }
    model::ItemTally tally = model::tally(items);
    tally.newly_rejected = newly_rejected_;
    if (!broken_.empty()) {
        tally.unknown += 1;  // what cannot be read or written may be anything
    }
    result.items = tally;
    result.detail = broken_.empty() ? describe(tally) : broken_;
    const bool is_over = tally.pending + tally.sent == 0;
    if (!broken_.empty()) {
        result.outcome = model::Outcome::kPermanent;
    } else if (tally.succeeded == tally.total) {
        result.outcome = model::Outcome::kSuccess;
    } else if (control_.requested() == EndRequest::kKill && !is_over) {
        result.outcome = model::Outcome::kPermanent;
        result.reason = model::RunReason::kKilled;
    } else if (is_over) {
        result.outcome =
            tally.rejected > 0 ? model::Outcome::kRejection : model::Outcome::kPermanent;
    } else {
        result.outcome = model::Outcome::kTransient;
        result.retry_after = retry_after_;
        if (!problem_.empty()) {
            result.reason = model::RunReason::kSetup;
            result.detail = problem_;
        } else if (is_late_) {
            result.reason = model::RunReason::kTimeout;
        }
    }
    return result;
}

/// The gateway's word for a single transfer; of several, how many came to what, and the first word
/// that is none of success.
std::string PaymentAttempt::describe(const model::ItemTally& tally) const {
    if (parts_.size() == 1) {
        return parts_.front().item.reply;
    }
    std::string text = fmt::format("{} of {} paid", tally.succeeded, tally.total);
    for (const auto& [count, word] :
         {std::pair(tally.rejected, "rejected"), std::pair(tally.failed, "failed"),
          std::pair(tally.unknown, "unknown"), std::pair(tally.sent, "without a clear reply"),
          std::pair(tally.pending, "not sent")}) {
        text += count > 0 ? fmt::format(", {} {}", count, word) : std::string();
    }
    const auto odd = std::find_if(parts_.begin(), parts_.end(), [](const Part& part) {
        return part.item.state != ItemState::kSucceeded && !part.item.reply.empty();
    });
    return odd == parts_.end() ? text
                               : fmt::format("{}; {}: {}", text, odd->item.label, odd->item.reply);
}

}  // namespace tasksched::daemon
