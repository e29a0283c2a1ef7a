#include "common/config/plugin_secrets.h"

#include "common/base/text.h"
#include "common/config/secret.h"

namespace tasksched::config {

namespace {

base::Result<std::string> read_secret_named(const std::string& name, const Secrets& secrets) {
    const auto found = secrets.find(name);
    if (found == secrets.end()) {
        return base::fail(base::ErrorCode::kFailed,
                          "there is no secret of the name {} in [secrets] of tasksched.toml",
                          base::quoted(name));
    }
    return read_secret(*found->second);
}

}  // namespace

base::Result<model::PluginSecrets> read_secrets_of(const model::PluginPayload& payload,
                                                   const Secrets& secrets) {
    model::PluginSecrets read;
    for (const auto& [name, value] : payload.fields) {
        if (payload.known_as->field(name)->kind != model::FieldKind::kSecret) {
            continue;
        }
        auto secret = read_secret_named(model::value_text(value), secrets);
        if (!secret) {
            return base::fail(secret.error().code, "the field '{}': {}", name,
                              secret.error().message);
        }
        read.emplace(name, std::move(*secret));
    }
    return read;
}

}  // namespace tasksched::config
