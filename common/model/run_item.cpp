#include "common/model/run_item.h"

#include <array>

#include "common/model/words.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<ItemState>, 6> kItemStates{{
    {ItemState::kPending, "pending"},
    {ItemState::kSent, "sent"},
    {ItemState::kSucceeded, "succeeded"},
    {ItemState::kFailed, "failed"},
    {ItemState::kRejected, "rejected"},
    {ItemState::kUnknown, "unknown"},
}};

}  // namespace

bool is_final(ItemState state) { return state != ItemState::kPending && state != ItemState::kSent; }

std::string_view to_string(ItemState state) { return word_of(kItemStates, state); }

base::Result<ItemState> parse_item_state(std::string_view text) {
    return value_of(kItemStates, text);
}

ItemTally tally(std::span<const RunItem> items) {
    ItemTally tally;
    for (const RunItem& item : items) {
        ++tally.total;
        switch (item.state) {
            case ItemState::kPending:
                ++tally.pending;
                break;
            case ItemState::kSent:
                ++tally.sent;
                break;
            case ItemState::kSucceeded:
                ++tally.succeeded;
                break;
            case ItemState::kFailed:
                ++tally.failed;
                break;
            case ItemState::kRejected:
                ++tally.rejected;
                break;
            case ItemState::kUnknown:
                ++tally.unknown;
                break;
        }
    }
    return tally;
}

}  // namespace tasksched::model
