#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/config/toml_reader.h"

namespace tasksched::config {

/// A key of tasksched.toml: how its value is read and checked, and how it is shown.
struct Key {
    std::string_view name;  ///< "slots.command"

    /// Sets the value, not its origin. kInvalid says what is expected, without key and line.
    base::Result<void> (*read)(const Entry& entry, Config& config);
    std::string (*show)(const Config& config);
    std::string& (*origin)(Config& config);
};

/// All keys, in the order of tasksched.toml(5). `[users.NAME] notify` and
/// `[calendars.NAME]` are not among them.
std::span<const Key> keys();

/// Why a key that keys() does not hold is refused: with the nearest known key, or because it
/// belongs to a part that this version does not have.
std::string refusal_of(const Entry& entry);

/// Reads `[users.NAME] notify`: what Key::read does for the others.
base::Result<void> read_user_notify(const Entry& entry, std::string& address);

}  // namespace tasksched::config
