#include "daemon/mail/preparation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <utility>

#include "common/base/text.h"
#include "common/launch/account.h"
#include "common/model/mailbox.h"
#include "common/time/clock.h"

namespace tasksched::daemon {
namespace {

constexpr std::string_view kUnknownHost = "localhost";

std::string host_for_mail() {
    std::array<char, 256> name{};
    const bool is_known = ::gethostname(name.data(), name.size() - 1) == 0;
    std::string host = is_known ? name.data() : "";
    return model::check_address("a@" + host) ? host : std::string(kUnknownHost);
}

std::string find_own_address() {
    const auto account = launch::own_account();
    std::string address =
        fmt::format("{}@{}", account ? account->name : std::string(), host_for_mail());
    return model::check_address(address) ? address : fmt::format("tasksched@{}", host_for_mail());
}

const std::string& own_address() {
    static const std::string kAddress = find_own_address();
    return kAddress;
}

std::uint64_t draw() {
    static thread_local std::mt19937_64 random{std::random_device{}()};
    return random();
}

}  // namespace

base::Result<Message> prepare(model::Mail mail, const std::string& from) {
    if (mail.message_id.empty()) {
        mail.message_id = make_message_id("tasksched");
    }
    return compose(mail,
                   {.from = from.empty() ? own_address() : from, .now = time::SystemClock().now()});
}

MailResult all_alike(std::size_t recipients, model::Outcome outcome, const std::string& detail) {
    MailResult result{.outcome = outcome, .detail = detail, .recipients = {}};
    result.recipients.assign(recipients, {.outcome = outcome, .reply = detail});
    return result;
}

MailResult sum_up(const std::vector<std::string>& to, std::vector<RecipientResult> recipients) {
    using model::Outcome;
    MailResult result{.outcome = Outcome::kSuccess, .detail = {}, .recipients = {}};
    std::size_t failed = 0;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const RecipientResult& one = recipients[i];
        if (one.outcome == Outcome::kSuccess) {
            continue;
        }
        if (failed++ == 0) {
            result.detail = fmt::format("{}: {}", to[i], one.reply);
        }
        if (result.outcome != Outcome::kTransient) {
            result.outcome = one.outcome;
        }
    }
    if (failed == 0 && !recipients.empty()) {
        result.detail = recipients.front().reply;
    } else if (recipients.size() > 1) {
        result.detail = fmt::format("{} of {} recipients refused; {}", failed, recipients.size(),
                                    result.detail);
    }
    result.recipients = std::move(recipients);
    return result;
}

std::string make_message_id(const std::string& left) {
    return fmt::format("{}.{:016x}@{}", left, draw(), host_for_mail());
}

}  // namespace tasksched::daemon
