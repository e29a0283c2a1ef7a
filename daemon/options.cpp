#include "daemon/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "common/base/version.h"

namespace tasksched::daemon {
namespace {

/// A library's message on one line, as all of ours are.
std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

}  // namespace

std::variant<Options, Answer> parse_options(int argc, const char* const* argv) {
    Options options;
    CLI::App app{"The daemon of tasksched: runs scheduled tasks at their time", "taskschedd"};
    app.set_version_flag("--version", fmt::format("taskschedd {}", base::kVersion));
    app.add_option("--config", options.config, "Read this configuration file")->type_name("FILE");
    app.add_option("--store", options.store, "Serve this store: sqlite:PATH")->type_name("STORE");
    app.add_flag("--detach", options.detach,
                 "Run in the background; return once the daemon is ready");
    app.add_flag("--check-connections", options.check_connections,
                 "Connect to the servers that the configuration names, say how that went, and end");
    app.add_flag("--stop-all", options.stop_all,
                 "End commands that still run when the grace period of a stop is over");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Answer{.status = 0, .text = app.help()};
    } catch (const CLI::CallForVersion&) {
        return Answer{.status = 0, .text = app.version() + "\n"};
    } catch (const CLI::ParseError& error) {
        return Answer{.status = 2,
                      .text = fmt::format("taskschedd: {}; see 'taskschedd --help'\n",
                                          one_line(error.what()))};
    }
    return options;
}

}  // namespace tasksched::daemon
