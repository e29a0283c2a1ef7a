#include <array>

#include "common/base/text.h"
#include "common/config/refuse.h"
#include "common/config/section_keys.h"

namespace tasksched::config {

namespace {

base::Result<void> read_directories(const Entry& entry, Value<std::vector<std::string>>& target) {
    const auto* paths = std::get_if<std::vector<std::string>>(&entry.value);
    if (paths == nullptr) {
        return refuse(R"(a list such as ["/usr/lib/tasksched/plugins"] is expected)");
    }
    for (const std::string& path : *paths) {
        if (!path.starts_with('/') || base::has_control(path)) {
            return refuse("{} is no absolute path of a directory", base::quoted(path));
        }
    }
    target.value = *paths;
    return {};
}

constexpr std::array<Key, 1> kPluginKeys{{
    {"plugins.directories",
     [](const Entry& e, Config& c) { return read_directories(e, c.plugins.directories); },
     [](const Config& c) { return toml_text(*c.plugins.directories); },
     [](Config& c) -> std::string& { return c.plugins.directories.origin; }},
}};

}  // namespace

std::span<const Key> plugin_keys() { return kPluginKeys; }

}  // namespace tasksched::config
