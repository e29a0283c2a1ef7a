#include "common/config/locations.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "common/base/text.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr const char* kSystemStore = "sqlite:/var/lib/tasksched/tasks.db";
constexpr const char* kSystemRuntimeDirectory = "/run/tasksched";

/// The home directory that the system knows of the user; none where it knows no such user.
std::optional<std::string> home_of_account() {
    constexpr std::size_t kBufferBytes = std::size_t{16} * 1024;
    std::vector<char> buffer(kBufferBytes);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr || found->pw_dir == nullptr || *found->pw_dir != '/') {
        return std::nullopt;
    }
    return found->pw_dir;
}

/// A base directory of the XDG Base Directory Specification: `variable` where it is absolute, as
/// the specification asks, else `below` in the home directory.
std::optional<std::string> xdg_directory(const Environment& environment, const char* variable,
                                         std::string_view below) {
    if (auto given = environment(variable); given && given->starts_with('/')) {
        return given;
    }
    auto home = environment("HOME");
    if (!home || !home->starts_with('/')) {
        home = home_of_account();
    }
    if (!home) {
        return std::nullopt;
    }
    return *home + std::string(below);
}

/// The file at `path`, or none where there is none.
Result<std::optional<Config>> read_if_there(const std::string& path) {
    auto config = read_config(path);
    if (config) {
        return std::optional<Config>(std::move(*config));
    }
    if (config.error().code == base::ErrorCode::kNotFound) {
        return std::nullopt;
    }
    return tl::unexpected(std::move(config.error()));
}

/// A file that was asked for: that it is missing is an invalid value, not an absent task.
Result<Config> read_named(const std::string& path, std::string_view source) {
    auto config = read_config(path);
    if (!config && config.error().code == base::ErrorCode::kNotFound) {
        return base::fail(base::ErrorCode::kInvalid, "{}: {}", source, config.error().message);
    }
    return config;
}

/// The path of the user's own store; none where there is no home directory.
std::optional<std::string> own_store(const Environment& environment) {
    const auto directory = xdg_directory(environment, "XDG_DATA_HOME", "/.local/share");
    return directory ? std::optional(*directory + "/tasksched/tasks.db") : std::nullopt;
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// Whose tasks and which daemon are meant, where the user says nothing of it.
void adopt_place(const Config& system, Config& config) {
    config.store = system.store;
    config.mode = system.mode;
    config.runtime_directory = system.runtime_directory;
}

Result<Config> read_users_or_systems(const Environment& environment,
                                     const std::string& system_file) {
    std::optional<Config> own;
    if (const auto directory = xdg_directory(environment, "XDG_CONFIG_HOME", "/.config")) {
        auto config = read_if_there(*directory + "/tasksched/tasksched.toml");
        if (!config) {
            return tl::unexpected(std::move(config.error()));
        }
        own = std::move(*config);
    }
    if (own) {
        const auto store = own_store(environment);
        const std::string unset = Value<std::string>().origin;
        if (own->store.origin != unset || own->mode.origin != unset ||
            (store && is_there(*store))) {
            return std::move(*own);
        }
    }
    auto system = read_if_there(system_file);
    if (!system) {
        return tl::unexpected(std::move(system.error()));
    }
    if (!own) {
        return std::move(*system).value_or(Config{});
    }
    if (*system && is_system_mode(**system)) {
        adopt_place(**system, *own);
    }
    return std::move(*own);
}

Result<Config> read_first(const std::optional<std::string>& option, const Environment& environment,
                          const std::string& system_file) {
    if (option) {
        return read_named(*option, "--config");
    }
    if (const auto named = environment("TASKSCHED_CONFIG")) {
        return read_named(*named, "TASKSCHED_CONFIG");
    }
    return read_users_or_systems(environment, system_file);
}

}  // namespace

Environment process_environment() {
    return [](const char* name) -> std::optional<std::string> {
        // The process never changes its environment once it has threads.
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') {
            return std::nullopt;
        }
        return value;
    };
}

Result<Config> find_config(const std::optional<std::string>& option, const Environment& environment,
                           const std::string& system_file) {
    return read_first(option, environment, system_file).map([&](Config config) {
        const auto data = xdg_directory(environment, "XDG_DATA_HOME", "/.local/share");
        if (config.plugins.directories.origin == Value<std::string>().origin && data) {
            config.plugins.directories.value.insert(config.plugins.directories.value.begin(),
                                                    *data + "/tasksched/plugins");
        }
        return config;
    });
}

Result<std::string> find_store(const std::optional<std::string>& option, const Config& config,
                               const Environment& environment) {
    if (option) {
        return *option;
    }
    if (auto named = environment("TASKSCHED_STORE")) {
        return *named;
    }
    if (!config.store->empty()) {
        return *config.store;
    }
    if (is_system_mode(config)) {
        return kSystemStore;
    }
    const auto own = own_store(environment);
    if (!own) {
        return base::fail(base::ErrorCode::kFailed,
                          "no home directory to keep the store in; set HOME or give --store");
    }
    return "sqlite:" + *own;
}

std::optional<std::string> find_runtime_directory(const Config& config,
                                                  const Environment& environment) {
    if (auto named = environment("TASKSCHED_RUNTIME_DIR")) {
        return named;
    }
    if (!config.runtime_directory->empty()) {
        return *config.runtime_directory;
    }
    return is_system_mode(config) ? std::optional<std::string>(kSystemRuntimeDirectory)
                                  : std::nullopt;
}

std::string default_secrets(const Environment& environment) {
    const auto directory = xdg_directory(environment, "XDG_CONFIG_HOME", "/.config");
    return directory ? *directory + "/tasksched/secrets" : std::string();
}

std::string secrets_directory(const Config& config, const Environment& environment) {
    return config.http.secrets->empty() ? default_secrets(environment) : *config.http.secrets;
}

}  // namespace tasksched::config
