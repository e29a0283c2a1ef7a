#include "daemon/program.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/file.h"
#include "common/config/calendars.h"
#include "common/config/locations.h"
#include "common/store/location.h"
#include "daemon/connections.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/process/core_dumps.h"
#include "daemon/process/detach.h"
#include "daemon/process/inherited_state.h"

namespace tasksched::daemon {
namespace {

using base::Result;

std::optional<std::string> absolute(const std::optional<std::string>& path) {
    return path ? std::optional(base::absolute_path(*path)) : std::nullopt;
}

/// The environment, its relative paths made absolute now: the background leaves the working
/// directory that they are meant from.
config::Environment environment_from_here() {
    const config::Environment process = config::process_environment();
    return [process, file = absolute(process("TASKSCHED_CONFIG")),
            directory = absolute(process("TASKSCHED_RUNTIME_DIR"))](const char* name) {
        const std::string_view wanted = name;
        if (wanted == "TASKSCHED_CONFIG") {
            return file;
        }
        return wanted == "TASKSCHED_RUNTIME_DIR" ? directory : process(name);
    };
}

Result<Setup> make_setup(const Options& options) {
    const config::Environment environment = environment_from_here();
    Setup setup;
    const std::optional<std::string> file = absolute(options.config);
    setup.read_config = [file, environment] { return config::find_config(file, environment); };
    auto config = setup.read_config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    auto calendars = config::read_calendars(*config);
    if (!calendars) {
        return tl::unexpected(calendars.error());
    }
    setup.config = std::move(*config);
    setup.calendars = std::move(*calendars);
    const auto text = config::find_store(options.store, setup.config, environment);
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto location = store::parse_location(*text);
    if (!location) {
        return tl::unexpected(location.error());
    }
    setup.location = std::move(*location);
    setup.paths = ipc::runtime_paths(setup.location.path,
                                     config::find_runtime_directory(setup.config, environment));
    setup.stop_all = options.stop_all;
    // Who waits for the background wants to know.
    setup.patient = !options.detach;
    return setup;
}

int complain(const base::Error& error) {
    std::fprintf(stderr, "taskschedd: %s\n", error.message.c_str());
    return base::exit_status(error.code);
}

/// Opens and runs the daemon; `ready` is told once it is, or why it never will be.
int serve(Setup setup, const Options& options) {
    std::unique_ptr<Detachment> detachment;
    if (options.detach) {
        const std::filesystem::path log(setup.paths.daemon_log);
        if (auto made = base::ensure_private_directory(log.parent_path().string()); !made) {
            return complain(made.error());
        }
        auto detached = Detachment::begin(log.string());
        if (!detached) {
            return complain(detached.error());
        }
        detachment = std::move(*detached);
        if (!detachment) {
            return 0;  // The foreground: the daemon in the background is ready.
        }
    }
    setup.on_ready = [&detachment] {
        if (detachment) {
            detachment->ready();
        }
    };
    start_log(LogLevel::kInfo);
    auto daemon = Daemon::open(std::move(setup));
    if (!daemon) {
        if (detachment) {
            detachment->failed(daemon.error());
        }
        return complain(daemon.error());
    }
    return (*daemon)->run();
}

int try_connections(const Options& options) {
    const auto config = config::find_config(absolute(options.config), environment_from_here());
    if (!config) {
        return complain(config.error());
    }
    const std::vector<ConnectionCheck> checks = check_connections(*config);
    std::fputs(to_lines(checks).c_str(), stdout);
    const bool failed = std::any_of(checks.begin(), checks.end(), [](const ConnectionCheck& check) {
        return check.state == ConnectionCheck::State::kFailed;
    });
    return failed ? 1 : 0;
}

int run(int argc, const char* const* argv) {
    auto parsed = parse_options(argc, argv);
    if (const Answer* answer = std::get_if<Answer>(&parsed)) {
        std::fputs(answer->text.c_str(), answer->status == 0 ? stdout : stderr);
        return answer->status;
    }
    if (auto reset = reset_inherited_state(); !reset) {
        return complain(reset.error());
    }
    const auto descriptors = raise_descriptor_limit();
    if (!descriptors) {
        return complain(descriptors.error());
    }
    const auto core_limit = lower_core_limit();
    if (!core_limit) {
        return complain(core_limit.error());
    }
    const Options& options = std::get<Options>(parsed);
    if (options.check_connections) {
        return try_connections(options);
    }
    auto setup = make_setup(options);
    if (!setup) {
        return complain(setup.error());
    }
    setup->descriptor_limit = *descriptors;
    setup->core_limit = *core_limit;
    return serve(std::move(*setup), options);
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "taskschedd: unexpected failure: %s\n", error.what());
        return 1;
    }
}

}  // namespace tasksched::daemon
