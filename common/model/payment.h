#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// What one account receives.
struct Transfer {
    std::string receiver;
    std::int64_t amount = 0;  ///< in minor units of the payment's currency, from 1

    friend bool operator==(const Transfer&, const Transfer&) = default;
};

/// The payload of type `payment`: money from one account to others. Accounts are the gateway's
/// names for them. Each transfer comes to its own end, whatever becomes of the others.
struct PaymentPayload {
    static const TypeInfo kType;

    std::string sender;
    std::string currency;             ///< ISO 4217, upper case
    std::vector<Transfer> transfers;  ///< 1 to kMostTransfers, each to another receiver
    std::string reference;            ///< what the receivers read; may be empty

    friend bool operator==(const PaymentPayload&, const PaymentPayload&) = default;
};

inline constexpr std::size_t kMostTransfers = 1000;

/// Checks what the type asks of its payload: kInvalid names the field and what would be right.
base::Result<void> check(const PaymentPayload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole. `transfer` takes the place of all
/// transfers. `to` and `amount` make the one transfer of a new payment; of one that is there they
/// change its only transfer, or those of several that `spec.where` chooses by receiver or amount.
/// Another currency leaves the amounts as they are written, where it has the same minor unit.
base::Result<void> apply_options(const TaskSpec& spec, PaymentPayload& payload);

/// "12.50 EUR to acct_9", or "3 transfers, 37.50 EUR in all, to acct_9, ...".
std::string summary(const PaymentPayload& payload);

/// The value of the field; of one that each transfer has, the first one's. None for the name of no
/// field.
std::optional<std::string> field(const PaymentPayload& payload, std::string_view name);

/// Whether it has all these values: those of receiver and amount in one of its transfers.
bool has_fields(const PaymentPayload& payload, std::span<const FieldValue> wanted);

std::string to_json(const PaymentPayload& payload);
std::vector<std::pair<std::string_view, std::string>> details(const PaymentPayload& payload);

}  // namespace tasksched::model
