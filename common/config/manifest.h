#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/plugin_type.h"

namespace tasksched::config {

/// Reads `text` as the content of the manifest `file`, an absolute path that ends in NAME.toml:
/// tasksched-plugin(7) describes it. kInvalid names the file, the line, the key and what is
/// expected. Nothing but the text is looked at.
base::Result<model::PluginManifest> parse_manifest(std::string_view text, const std::string& file);

}  // namespace tasksched::config
