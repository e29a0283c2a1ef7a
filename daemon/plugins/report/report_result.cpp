#include "daemon/plugins/report/report_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/model/exit_codes.h"
#include "daemon/plugins/report/report_mail.h"

namespace tasksched::daemon {
namespace {

using model::ItemState;
using model::Outcome;
using model::RunItem;

std::size_t count(const std::vector<RunItem>& items, ItemState state) {
    return static_cast<std::size_t>(std::count_if(
        items.begin(), items.end(), [&](const RunItem& item) { return item.state == state; }));
}

/// "ada@b: 550 no such user" of the first part in that state, and how many more there are.
std::string replies_of(const std::vector<RunItem>& items, bool open) {
    std::string text;
    std::size_t more = 0;
    for (const RunItem& item : items) {
        if ((open && model::is_final(item.state)) || (!open && item.state != ItemState::kFailed)) {
            continue;
        }
        if (text.empty()) {
            text =
                fmt::format("{}: {}", item.label, item.reply.empty() ? "not sent yet" : item.reply);
        } else {
            ++more;
        }
    }
    return more == 0 ? text : fmt::format("{}, and {} more", text, more);
}

}  // namespace

bool runs_again(const model::Policies& policies, int attempt, const model::AttemptResult& result) {
    if (result.outcome != Outcome::kTransient) {
        return false;
    }
    if (result.reason == model::RunReason::kNotStarted) {
        return true;
    }
    if (!result.exit_code || attempt > policies.retries) {
        return false;
    }
    const int code = *result.exit_code;
    return (code == model::kTryAgainCode || policies.retry_on.contains(code)) &&
           !policies.give_up_on.contains(code);
}

bool is_without_mail(const model::AttemptResult& result) {
    return result.reason == model::RunReason::kKilled ||
           result.reason == model::RunReason::kNotStarted;
}

std::vector<RunItem> recipients_of(const model::ReportPayload& report) {
    std::vector<RunItem> items;
    for (const std::string& address : report.to) {
        RunItem item;
        item.number = static_cast<int>(items.size()) + 1;
        item.label = address;
        items.push_back(std::move(item));
    }
    return items;
}

std::vector<std::size_t> open_items(const std::vector<RunItem>& items) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!model::is_final(items[i].state)) {
            open.push_back(i);
        }
    }
    return open;
}

void note_replies(std::vector<RunItem>& items, const std::vector<std::size_t>& sent,
                  const MailResult& result) {
    for (std::size_t i = 0; i < sent.size(); ++i) {
        RunItem& item = items[sent[i]];
        // A sender that could not ask may say nothing of the single ones.
        const bool has_own = i < result.recipients.size();
        const Outcome outcome = has_own ? result.recipients[i].outcome : result.outcome;
        item.reply = has_own ? result.recipients[i].reply : result.detail;
        if (outcome == Outcome::kSuccess) {
            item.state = ItemState::kSucceeded;
        } else if (outcome != Outcome::kTransient) {
            item.state = ItemState::kFailed;
        }
    }
}

model::AttemptResult result_of(const model::KeptResult& kept, int attempt) {
    model::AttemptResult result;
    if (const std::string open = replies_of(kept.items, true); !open.empty()) {
        result.outcome = Outcome::kTransient;
        result.detail = fmt::format("mail to {}", open);
        return result;
    }
    // The program's own figures belong to the attempt that it ran in.
    if (kept.attempt == attempt) {
        result = kept.result;
    }
    result.output = {};
    result.finished_at.reset();
    result.outcome = kept.result.outcome;
    result.reason = kept.result.reason;
    result.exit_code = kept.result.exit_code;
    result.signal = kept.result.signal;
    result.detail = kept.result.detail;
    if (const std::size_t refused = count(kept.items, ItemState::kFailed); refused > 0) {
        result.outcome = Outcome::kPermanent;
        result.detail = fmt::format("{} of {} recipients refused: {}", refused, kept.items.size(),
                                    replies_of(kept.items, false));
    } else if (result.outcome != Outcome::kSuccess) {
        result.outcome = Outcome::kPermanent;
        result.detail = fmt::format("{}; its output was mailed", failure_of(kept.result));
    }
    return result;
}

}  // namespace tasksched::daemon
