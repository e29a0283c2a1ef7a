#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "cli/output/table.h"

namespace tasksched::cli::commands {

namespace {

/// The error is that of the last plugin that is not sound; the others' are remarks.
base::Result<void> check_plugins(Session& session) {
    const auto plugins = session.plugins();
    if (!plugins) {
        return tl::unexpected(plugins.error());
    }
    base::Result<void> sound;
    for (const auto& [name, plugin] : **plugins) {
        if (plugin) {
            continue;
        }
        if (!sound) {
            session.remark(sound.error().message);
        }
        sound = tl::unexpected(base::Error{base::ErrorCode::kInvalid, plugin.error().message});
    }
    return sound;
}

}  // namespace

base::Result<int> config_check(Session& session, const NoOptions& /*options*/) {
    const auto config = session.config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    if (const auto calendars = session.calendars(); !calendars) {
        return tl::unexpected(calendars.error());
    }
    if (auto plugins = check_plugins(session); !plugins) {
        return tl::unexpected(plugins.error());
    }
    const std::string& file = (*config)->file;
    if (session.json()) {
        session.out().line(
            JsonObject()
                .add("valid", true)
                .add("file", file.empty() ? std::optional<std::string>() : std::optional(file))
                .text());
    } else {
        session.out().line(file.empty() ? "no configuration file: the defaults hold"
                                        : fmt::format("{}: valid", file));
    }
    return 0;
}

base::Result<int> config_show(Session& session, const NoOptions& /*options*/) {
    const auto config = session.config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    Table table({"KEY", "VALUE", "ORIGIN"});
    for (const config::Setting& setting : config::settings(**config)) {
        if (session.json()) {
            session.out().line(JsonObject()
                                   .add("key", setting.key)
                                   .add("value", setting.value)
                                   .add("origin", setting.origin)
                                   .text());
        } else {
            table.add({{setting.key}, {setting.value}, {setting.origin, Colour::kDim}});
        }
    }
    table.print(session.out(), session.style());
    return 0;
}

}  // namespace tasksched::cli::commands
