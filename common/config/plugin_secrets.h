#pragma once

#include "common/base/error.h"
#include "common/config/plugins.h"
#include "common/model/plugin_input.h"

namespace tasksched::config {

/// Reads the secrets that the fields of the payload name, which is as_known_now(). The error names
/// the field and the secret, and nothing of its content.
base::Result<model::PluginSecrets> read_secrets_of(const model::PluginPayload& payload,
                                                   const Secrets& secrets);

}  // namespace tasksched::config
