#include "daemon/plugins/email/recipients.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/model/mailbox.h"

namespace tasksched::daemon {
namespace {

using model::ItemState;
using model::Outcome;
using model::RunItem;

std::string address_of(const std::string& mailbox) {
    const auto parsed = model::parse_mailbox(mailbox);
    return parsed ? parsed->address : mailbox;
}

ItemState state_after(Outcome outcome, ItemState before) {
    switch (outcome) {
        case Outcome::kSuccess:
            return ItemState::kSucceeded;
        case Outcome::kPermanent:
        case Outcome::kRejection:
            return ItemState::kFailed;
        case Outcome::kTransient:
            break;
    }
    return before;
}

/// "2 of 3 recipients failed; first@x: why", or the reply where there is one recipient.
std::string describe(const std::vector<RunItem>& items, ItemState of_interest,
                     std::string_view what) {
    const auto matches = [&](const RunItem& item) {
        return of_interest == ItemState::kSent ? !model::is_final(item.state)
                                               : item.state == of_interest;
    };
    const auto first = std::find_if(items.begin(), items.end(), matches);
    const auto count = std::count_if(items.begin(), items.end(), matches);
    if (items.size() == 1) {
        return first->reply;
    }
    return fmt::format("{} of {} recipients {}; {}: {}", count, items.size(), what, first->label,
                       first->reply);
}

}  // namespace

std::vector<RunItem> recipient_items(const model::EmailPayload& payload,
                                     const std::vector<RunItem>& stored,
                                     const std::string& fresh_id) {
    const std::string& id = stored.empty() ? fresh_id : stored.front().idempotency_key;
    std::vector<RunItem> items;
    for (std::size_t i = 0; i < payload.to.size(); ++i) {
        RunItem item;
        item.number = static_cast<int>(i) + 1;
        item.label = address_of(payload.to[i]);
        item.idempotency_key = id;
        const auto known = std::find_if(stored.begin(), stored.end(), [&](const RunItem& other) {
            return other.number == item.number;
        });
        items.push_back(known == stored.end() ? item : *known);
    }
    return items;
}

std::vector<RunItem> about_to_be_sent(const std::vector<RunItem>& items, time::Instant now) {
    // All have the date of the first attempt: the message is the same.
    std::optional<time::Instant> first;
    for (const RunItem& item : items) {
        first = item.first_sent_at ? item.first_sent_at : first;
    }
    std::vector<RunItem> open;
    for (const RunItem& item : items) {
        if (!model::is_final(item.state)) {
            open.push_back(item);
            open.back().state = ItemState::kSent;
            open.back().first_sent_at = first.value_or(now);
        }
    }
    return open;
}

model::Mail mail_for(const model::EmailPayload& payload, const std::vector<RunItem>& items) {
    model::Mail mail;
    mail.from = payload.from;
    for (const RunItem& item : items) {
        mail.to.push_back(payload.to[static_cast<std::size_t>(item.number) - 1]);
    }
    mail.shown_to = payload.to;
    mail.subject = payload.subject;
    (payload.html ? mail.html : mail.text) = payload.message;
    if (!items.empty()) {
        mail.message_id = items.front().idempotency_key;
        mail.date = items.front().first_sent_at;
    }
    return mail;
}

std::vector<RunItem> after_sending(std::vector<RunItem> sent, const MailResult& result) {
    for (std::size_t i = 0; i < sent.size() && i < result.recipients.size(); ++i) {
        sent[i].state = state_after(result.recipients[i].outcome, sent[i].state);
        sent[i].reply = result.recipients[i].reply;
    }
    return sent;
}

model::AttemptResult attempt_result(const std::vector<RunItem>& items) {
    model::AttemptResult result;
    const auto any = [&](auto matches) { return std::any_of(items.begin(), items.end(), matches); };
    if (any([](const RunItem& item) { return !model::is_final(item.state); })) {
        result.outcome = Outcome::kTransient;
        result.detail = describe(items, ItemState::kSent, "not reached");
    } else if (any([](const RunItem& item) { return item.state == ItemState::kFailed; })) {
        result.outcome = Outcome::kPermanent;
        result.detail = describe(items, ItemState::kFailed, "refused");
    } else {
        result.outcome = Outcome::kSuccess;
        result.detail =
            items.size() == 1 || items.empty()
                ? (items.empty() ? std::string() : items.front().reply)
                : fmt::format("taken for {} recipients: {}", items.size(), items.front().reply);
    }
    return result;
}

}  // namespace tasksched::daemon
