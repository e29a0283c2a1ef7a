#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "common/config/value.h"

namespace tasksched::config {

/// `[payment]`: where the daemon sends payments.
struct Payment {
    Value<std::string> gateway{"generic"};  ///< "generic", "stripe"
    Value<std::string> url;                 ///< empty: Stripe's own; of a generic one, none
    Value<std::string> token_file;          ///< as read_secret() takes it; empty: not set
    Value<std::chrono::seconds> key_window{std::chrono::hours(20)};
    Value<std::chrono::seconds> timeout{std::chrono::seconds(60)};  ///< of one transfer's call
    Value<std::int64_t> concurrency{10};                            ///< calls at once for one run
};

}  // namespace tasksched::config
