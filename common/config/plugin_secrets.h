#pragma once

#include <string>

#include "common/base/error.h"
#include "common/model/plugin_input.h"

namespace tasksched::config {

/// Reads the secrets that the fields of the payload name, which is as_known_now(), as
/// read_secret_named() does. The error names the field, and nothing of a secret's content.
base::Result<model::PluginSecrets> read_secrets_of(const model::PluginPayload& payload,
                                                   const std::string& directory);

}  // namespace tasksched::config
