#include "common/model/payment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "common/base/text.h"
#include "common/model/json_writer.h"
#include "common/model/money.h"

namespace tasksched::model {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::array<TypeOption, 6> kPaymentOptions{{
    {"from", "ACCOUNT", "the account that pays"},
    {"to", "ACCOUNT", "the account that receives"},
    {"amount", "AMOUNT", "how much: 12.50"},
    {"currency", "CODE", "of the amounts, as ISO 4217 names it: EUR"},
    {"transfer", "ACCOUNT=AMOUNT", "in place of --to and --amount, for several; repeatable",
     OptionKind::kList},
    {"reference", "TEXT", "what the receivers read"},
}};

constexpr std::array<std::string_view, 4> kPaymentFields{"sender", "receiver", "currency",
                                                         "amount"};

constexpr std::size_t kMostAccountBytes = 255;
constexpr std::size_t kMostReferenceBytes = 500;

/// How many receivers a summary names.
constexpr std::size_t kNamedReceivers = 3;

Result<void> check_account(std::string_view option, const std::string& account) {
    if (account.empty()) {
        return fail(ErrorCode::kInvalid, "--{}: an account is expected", option);
    }
    const bool is_sound = base::is_utf8(account) && !base::has_control(account) &&
                          base::trim(account) == account && account.size() <= kMostAccountBytes;
    if (!is_sound) {
        return fail(ErrorCode::kInvalid,
                    "--{}: {}: an account of up to {} bytes of UTF-8, without control characters "
                    "and blanks around it, is expected",
                    option, base::quoted(account), kMostAccountBytes);
    }
    return {};
}

Result<void> check_reference(const std::string& reference) {
    if (base::is_utf8(reference) && !base::has_control(reference) &&
        reference.size() <= kMostReferenceBytes) {
        return {};
    }
    return fail(ErrorCode::kInvalid,
                "--reference: one line of up to {} bytes of UTF-8 without control characters is "
                "expected",
                kMostReferenceBytes);
}

Result<void> check_transfers(const PaymentPayload& payload) {
    if (payload.transfers.size() > kMostTransfers) {
        return fail(ErrorCode::kInvalid, "--transfer: {} transfers; {} are the most in a payment",
                    payload.transfers.size(), kMostTransfers);
    }
    std::set<std::string_view> receivers;
    std::int64_t left = std::numeric_limits<std::int64_t>::max();
    for (const Transfer& transfer : payload.transfers) {
        if (auto receiver = check_account("to", transfer.receiver); !receiver) {
            return receiver;
        }
        if (transfer.receiver == payload.sender) {
            return fail(ErrorCode::kInvalid, "--to: {} is the account that pays",
                        base::quoted(transfer.receiver));
        }
        if (!receivers.insert(transfer.receiver).second) {
            return fail(ErrorCode::kInvalid,
                        "--transfer: {} twice; give one transfer with the sum, or two tasks",
                        base::quoted(transfer.receiver));
        }
        if (transfer.amount < 1 || transfer.amount > left) {
            return fail(ErrorCode::kInvalid, "--amount: the amounts are too much together");
        }
        left -= transfer.amount;
    }
    return {};
}

/// The minor units of a text; errors begin with the option.
Result<std::int64_t> read_amount(std::string_view option, std::string_view text,
                                 const std::string& currency) {
    return parse_amount(text, currency).map_error([&](const base::Error& error) {
        return base::Error{error.code, fmt::format("--{}: {}", option, error.message)};
    });
}

Result<std::vector<Transfer>> read_transfers(std::span<const std::string> texts,
                                             const std::string& currency) {
    std::vector<Transfer> transfers;
    for (const std::string& text : texts) {
        const std::size_t equals = text.rfind('=');
        if (equals == std::string::npos) {
            return fail(ErrorCode::kInvalid, "--transfer: {}: ACCOUNT=AMOUNT is expected",
                        base::quoted(text));
        }
        const auto amount = read_amount("transfer", text.substr(equals + 1), currency);
        if (!amount) {
            return tl::unexpected(amount.error());
        }
        transfers.push_back({text.substr(0, equals), *amount});
    }
    return transfers;
}

bool is_of_transfer(std::string_view field) { return field == "receiver" || field == "amount"; }

bool has_value(const Transfer& transfer, const std::string& currency, const FieldValue& wanted) {
    if (wanted.field == "receiver") {
        return transfer.receiver == wanted.value;
    }
    const auto amount = parse_amount(wanted.value, currency);
    return amount && transfer.amount == *amount;
}

/// Whether it has those of the values that are transfers' own.
bool is_meant(const Transfer& transfer, const std::string& currency,
              std::span<const FieldValue> wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const FieldValue& one) {
        return !is_of_transfer(one.field) || has_value(transfer, currency, one);
    });
}

/// The transfers that --to and --amount are about.
Result<std::vector<Transfer*>> chosen_transfers(const TaskSpec& spec, PaymentPayload& payload) {
    if (payload.transfers.empty()) {
        payload.transfers.emplace_back();
    }
    const bool chooses =
        std::any_of(spec.where.begin(), spec.where.end(),
                    [](const FieldValue& wanted) { return is_of_transfer(wanted.field); });
    if (payload.transfers.size() > 1 && !chooses) {
        return fail(ErrorCode::kInvalid,
                    "--to, --amount: the payment has {} transfers; name all with --transfer "
                    "ACCOUNT=AMOUNT, or choose some with update --all --where receiver=ACCOUNT",
                    payload.transfers.size());
    }
    std::vector<Transfer*> chosen;
    for (Transfer& transfer : payload.transfers) {
        if (is_meant(transfer, payload.currency, spec.where)) {
            chosen.push_back(&transfer);
        }
    }
    return chosen;
}

struct Given {
    const std::string* sender = nullptr;
    const std::string* to = nullptr;
    const std::string* amount = nullptr;
    const std::string* currency = nullptr;
    const std::string* reference = nullptr;
    std::span<const std::string> transfers;
};

Result<Given> read_given(const GivenOptions& options) {
    Given given;
    given.transfers = values_of(options, "transfer");
    for (const auto& [name, target] :
         {std::pair("from", &given.sender), std::pair("to", &given.to),
          std::pair("amount", &given.amount), std::pair("currency", &given.currency),
          std::pair("reference", &given.reference)}) {
        const auto value = value_of(options, name);
        if (!value) {
            return tl::unexpected(value.error());
        }
        *target = *value;
    }
    if (!given.transfers.empty() && (given.to != nullptr || given.amount != nullptr)) {
        return fail(ErrorCode::kInvalid,
                    "--transfer takes the place of --to and --amount; give one way");
    }
    return given;
}

/// A new payment needs all of it.
Result<void> require_all(const Given& given, const PaymentPayload& before) {
    if (!before.transfers.empty()) {
        return {};
    }
    const auto missing = [](std::string_view option) {
        return fail(ErrorCode::kInvalid,
                    "payment: {} is missing; give --from ACCOUNT --to ACCOUNT --amount 12.50 "
                    "--currency EUR",
                    option);
    };
    if (given.sender == nullptr) {
        return missing("--from");
    }
    if (given.transfers.empty() && given.to == nullptr) {
        return missing("--to");
    }
    if (given.transfers.empty() && given.amount == nullptr) {
        return missing("--amount");
    }
    return given.currency == nullptr ? missing("--currency") : Result<void>();
}

Result<void> apply_currency(const Given& given, PaymentPayload& payload) {
    if (given.currency == nullptr || *given.currency == payload.currency) {
        return {};
    }
    const auto digits = minor_digits(*given.currency);
    if (!digits) {
        return fail(ErrorCode::kInvalid,
                    "--currency: {} is not the code of a currency (ISO 4217), such as EUR",
                    base::quoted(*given.currency));
    }
    const bool keeps_amounts = !payload.transfers.empty() && given.transfers.empty();
    if (keeps_amounts && digits != minor_digits(payload.currency)) {
        return fail(ErrorCode::kInvalid,
                    "--currency: {} has {} digits after the point and {} has {}; give the amounts "
                    "too, with --transfer ACCOUNT=AMOUNT",
                    *given.currency, *digits, payload.currency,
                    minor_digits(payload.currency).value_or(0));
    }
    payload.currency = *given.currency;
    return {};
}

Result<void> apply_transfers(const TaskSpec& spec, const Given& given, PaymentPayload& payload) {
    if (!given.transfers.empty()) {
        return read_transfers(given.transfers, payload.currency)
            .map(
                [&](std::vector<Transfer> transfers) { payload.transfers = std::move(transfers); });
    }
    if (given.to == nullptr && given.amount == nullptr) {
        return {};
    }
    const auto amount = given.amount == nullptr
                            ? Result<std::int64_t>(0)
                            : read_amount("amount", *given.amount, payload.currency);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    return chosen_transfers(spec, payload).map([&](const std::vector<Transfer*>& chosen) {
        for (Transfer* transfer : chosen) {
            transfer->receiver = given.to == nullptr ? transfer->receiver : *given.to;
            transfer->amount = given.amount == nullptr ? transfer->amount : *amount;
        }
    });
}

std::int64_t total_of(const PaymentPayload& payload) {
    std::int64_t total = 0;
    for (const Transfer& transfer : payload.transfers) {
        total += transfer.amount;
    }
    return total;
}

std::string amount_text(const PaymentPayload& payload, std::int64_t amount) {
    return fmt::format("{} {}", format_amount(amount, payload.currency), payload.currency);
}

}  // namespace

const TypeInfo PaymentPayload::kType{.name = "payment",
                                     .help = "pay from an account to others",
                                     .options = kPaymentOptions,
                                     .operands = {},
                                     .runs_program = false,
                                     .fields = kPaymentFields,
                                     .policies = {.catch_up = CatchUp::kAll,
                                                  .deadline = {},
                                                  .overlap = Overlap::kSkip,
                                                  .timeout = {},
                                                  .retries = 5,
                                                  .backoff = {},
                                                  .on_crash = OnCrash::kRetry,
                                                  .notify = {},
                                                  .priority = 0,
                                                  .retry_on = {},
                                                  .give_up_on = {},
                                                  .limits = {}}};

Result<void> check(const PaymentPayload& payload) {
    if (!minor_digits(payload.currency)) {
        return fail(ErrorCode::kInvalid,
                    "--currency: {} is not the code of a currency (ISO 4217), such as EUR",
                    base::quoted(payload.currency));
    }
    if (payload.transfers.empty()) {
        return fail(ErrorCode::kInvalid, "payment: no transfer; give --to and --amount");
    }
    return check_account("from", payload.sender)
        .and_then([&] { return check_transfers(payload); })
        .and_then([&] { return check_reference(payload.reference); });
}

Result<void> apply_options(const TaskSpec& spec, PaymentPayload& payload) {
    const auto given = read_given(spec.type_options);
    if (!given) {
        return tl::unexpected(given.error());
    }
    if (auto complete = require_all(*given, payload); !complete) {
        return complete;
    }
    payload.sender = given->sender == nullptr ? payload.sender : *given->sender;
    payload.reference = given->reference == nullptr ? payload.reference : *given->reference;
    return apply_currency(*given, payload)
        .and_then([&] { return apply_transfers(spec, *given, payload); })
        .and_then([&] { return check(payload); });
}

std::string summary(const PaymentPayload& payload) {
    if (payload.transfers.size() == 1) {
        return fmt::format("{} to {}", amount_text(payload, payload.transfers[0].amount),
                           payload.transfers[0].receiver);
    }
    std::string text = fmt::format("{} transfers, {} in all", payload.transfers.size(),
                                   amount_text(payload, total_of(payload)));
    for (std::size_t i = 0; i < std::min(payload.transfers.size(), kNamedReceivers); ++i) {
        text += fmt::format("{}{}", i == 0 ? ", to " : ", ", payload.transfers[i].receiver);
    }
    return text + (payload.transfers.size() > kNamedReceivers ? ", ..." : "");
}

std::optional<std::string> field(const PaymentPayload& payload, std::string_view name) {
    if (name == "sender") {
        return payload.sender;
    }
    if (name == "currency") {
        return payload.currency;
    }
    if (!is_of_transfer(name) || payload.transfers.empty()) {
        return std::nullopt;
    }
    const Transfer& first = payload.transfers.front();
    return name == "receiver" ? first.receiver : format_amount(first.amount, payload.currency);
}

bool has_fields(const PaymentPayload& payload, std::span<const FieldValue> wanted) {
    const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const FieldValue& one) {
        return is_of_transfer(one.field) || field(payload, one.field) == one.value;
    });
    return fits && std::any_of(payload.transfers.begin(), payload.transfers.end(),
                               [&](const Transfer& transfer) {
                                   return is_meant(transfer, payload.currency, wanted);
                               });
}

std::string to_json(const PaymentPayload& payload) {
    std::string transfers = "[";
    for (const Transfer& transfer : payload.transfers) {
        JsonObject object;
        object.text("receiver", transfer.receiver)
            .text("amount", format_amount(transfer.amount, payload.currency));
        transfers += (transfers.size() > 1 ? "," : "") + object.str();
    }
    JsonObject object;
    object.text("sender", payload.sender)
        .text("currency", payload.currency)
        .json("transfers", transfers + ']')
        .text_or_null("reference", payload.reference);
    return object.str();
}

std::vector<std::pair<std::string_view, std::string>> details(const PaymentPayload& payload) {
    std::vector<std::pair<std::string_view, std::string>> parts{{"from", payload.sender}};
    if (payload.transfers.size() > 1) {
        for (const Transfer& transfer : payload.transfers) {
            parts.emplace_back(
                "transfer",
                fmt::format("{} to {}", amount_text(payload, transfer.amount), transfer.receiver));
        }
    }
    if (!payload.reference.empty()) {
        parts.emplace_back("reference", payload.reference);
    }
    return parts;
}

}  // namespace tasksched::model
