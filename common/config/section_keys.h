#pragma once

#include <span>

#include "common/config/keys.h"

namespace tasksched::config {

// The keys of one section each, in the order of tasksched.toml(5).

std::span<const Key> limit_keys();    ///< `[limits]`
std::span<const Key> payment_keys();  ///< `[payment]`
std::span<const Key> http_keys();     ///< `[http]`

}  // namespace tasksched::config
