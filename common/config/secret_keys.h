#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/config/toml_reader.h"

namespace tasksched::config {

/// Whether the entry belongs to `[secrets]`, or is that section, empty.
bool is_of_secrets(const Entry& entry);

/// Reads such an entry. kInvalid says what is expected, without key and line.
base::Result<void> read_secret_entry(const Entry& entry, const std::string& origin, Config& config);

/// The settings of the secrets, in the order of their names: where they stand, not what they are.
std::vector<Setting> secret_settings(const Config& config);

}  // namespace tasksched::config
