#include "common/config/secret_keys.h"

#include "common/base/text.h"
#include "common/config/refuse.h"
#include "common/config/secret.h"
#include "common/model/plugin_field.h"

namespace tasksched::config {

bool is_of_secrets(const Entry& entry) { return entry.path.front() == "secrets"; }

base::Result<void> read_secret_entry(const Entry& entry, const std::string& origin,
                                     Config& config) {
    if (entry.path.size() == 1 && std::holds_alternative<EmptyTable>(entry.value)) {
        return {};
    }
    const auto* source = std::get_if<std::string>(&entry.value);
    if (entry.path.size() != 2 || source == nullptr) {
        return refuse(R"(a line such as NAME = "/etc/tasksched/NAME.secret" is expected)");
    }
    const std::string& name = entry.path[1];
    if (!model::is_field_name(name)) {
        return refuse(
            "{} cannot name a secret: a letter, then up to 63 letters, digits, '_' and '-'",
            base::quoted(name));
    }
    if (auto sound = check_secret_source(*source); !sound) {
        return sound;
    }
    Value<std::string> value(*source);
    value.origin = origin;
    config.secrets.insert_or_assign(name, std::move(value));
    return {};
}

std::vector<Setting> secret_settings(const Config& config) {
    std::vector<Setting> settings;
    for (const auto& [name, source] : config.secrets) {
        const Entry entry{{"secrets", name}, 0, {}};
        settings.push_back(Setting{entry.key(), toml_text(*source), source.origin});
    }
    return settings;
}

}  // namespace tasksched::config
