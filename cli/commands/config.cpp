#include "cli/args/config_check.h"
#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/commands/connections.h"
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

/// Prints what became of each connection; 1 where one failed.
base::Result<int> check_connections(Session& session) {
    const auto connections = try_connections(session);
    if (!connections) {
        return tl::unexpected(connections.error());
    }
    int status = 0;
    Table table({"SECTION", "CONNECTION", "STATE", "WHY"});
    for (const Connection& one : *connections) {
        const bool failed = one.state == "failed";
        status = failed ? 1 : status;
        if (session.json()) {
            session.out().line(JsonObject()
                                   .add("section", one.section)
                                   .add("connection", one.place)
                                   .add("state", one.state)
                                   .add("why", one.message)
                                   .text());
        } else {
            table.add({{one.section},
                       {one.place},
                       {one.state, failed ? Colour::kRed : Colour::kGreen},
                       {one.message}});
        }
    }
    table.print(session.out(), session.style());
    return status;
}

}  // namespace

base::Result<int> config_check(Session& session, const ConfigCheckOptions& options) {
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
    return options.connect ? check_connections(session) : 0;
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
