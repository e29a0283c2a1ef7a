#include "common/config/plugin_secrets.h"

#include "common/config/secret.h"

namespace tasksched::config {

base::Result<model::PluginSecrets> read_secrets_of(const model::PluginPayload& payload,
                                                   const std::string& directory) {
    model::PluginSecrets read;
    for (const auto& [name, value] : payload.fields) {
        if (payload.known_as->field(name)->kind != model::FieldKind::kSecret) {
            continue;
        }
        auto secret = read_secret_named(model::value_text(value), directory);
        if (!secret) {
            return base::fail(secret.error().code,
                              "the field '{}' names a secret that cannot be read: {}", name,
                              secret.error().message);
        }
        read.emplace(name, std::move(*secret));
    }
    return read;
}

}  // namespace tasksched::config
