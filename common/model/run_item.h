#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/time/clock.h"

namespace tasksched::model {

/// What is known of one part of a run.
enum class ItemState {
    kPending,  ///< not sent yet
    kSent,     ///< its first byte may have left, and no answer is final
    kSucceeded,
    kFailed,    ///< for good
    kRejected,  ///< for good: no funds, no authorization
    kUnknown,   ///< sent, and what it came to cannot be found out any more: a person decides
};

/// Whether the state stays: the part is not sent again.
bool is_final(ItemState state);

std::string_view to_string(ItemState state);
base::Result<ItemState> parse_item_state(std::string_view text);

/// One part of a run that has an end of its own: a transfer of a payment, a recipient of an email.
struct RunItem {
    int number = 1;               ///< from 1, in the payload's order
    std::string label;            ///< the receiver
    std::string idempotency_key;  ///< the same for all attempts; empty: it has none
    std::string body_hash;        ///< of the bytes that are sent, the same for all attempts
    std::optional<time::Instant> first_sent_at;  ///< durable before the first byte leaves
    ItemState state = ItemState::kPending;
    std::string reply;  ///< the last one, a line for people

    friend bool operator==(const RunItem&, const RunItem&) = default;
};

/// How many parts of a run stand in each state.
struct ItemTally {
    int total = 0;
    int pending = 0;
    int sent = 0;
    int succeeded = 0;
    int failed = 0;
    int rejected = 0;
    int unknown = 0;
    int newly_rejected = 0;  ///< by the attempt that tells; not counted by tally()

    /// Whether some may have come to something that nobody knows of.
    [[nodiscard]] bool is_open() const { return sent + unknown > 0; }
    friend bool operator==(const ItemTally&, const ItemTally&) = default;
};

ItemTally tally(std::span<const RunItem> items);

}  // namespace tasksched::model
