#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/model/notice.h"
#include "common/store/notice_box.h"

namespace tasksched::daemon {

/// Until when a notice that was not tried yet is held back, since its task was told of less than
/// `interval` ago; none where it need not be.
std::optional<time::Instant> held_until(const model::Notice& notice, std::chrono::seconds interval,
                                        time::Instant now);

/// What becomes of the notices for an address that may be told now.
enum class Telling {
    kEach,      ///< a message each
    kTogether,  ///< all in one message
    kLater,     ///< the address has had its messages of the hour
};

/// `begun` are the messages of the last hour.
Telling how_to_tell(std::int64_t notices, std::int64_t begun, std::int64_t max_per_hour);

/// When an address that has had its messages may be told again.
time::Instant told_again_at(const store::MessageCount& begun, time::Instant now);

/// When a message is tried again whose try `tries`, from 1, begins now: from 30 seconds on, twice
/// as long each time, at most an hour.
time::Instant next_try(int tries, time::Instant now);

/// Whether a message whose last try has just failed is given up: a day after its first.
bool is_given_up(time::Instant tried_since, time::Instant next_try);

}  // namespace tasksched::daemon
