#include "common/config/locations.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "common/base/text.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr const char* kSystemFile = "/etc/tasksched/tasksched.toml";

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

Result<Config> find_config(const std::optional<std::string>& option,
                           const Environment& environment) {
    if (option) {
        return read_named(*option, "--config");
    }
    if (const auto named = environment("TASKSCHED_CONFIG")) {
        return read_named(*named, "TASKSCHED_CONFIG");
    }
    std::vector<std::string> places{kSystemFile};
    if (const auto directory = xdg_directory(environment, "XDG_CONFIG_HOME", "/.config")) {
        places.insert(places.begin(), *directory + "/tasksched/tasksched.toml");
    }
    for (const std::string& place : places) {
        auto config = read_if_there(place);
        if (!config) {
            return tl::unexpected(std::move(config.error()));
        }
        if (*config) {
            return std::move(**config);
        }
    }
    return Config{};
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
    const auto directory = xdg_directory(environment, "XDG_DATA_HOME", "/.local/share");
    if (!directory) {
        return base::fail(base::ErrorCode::kFailed,
                          "no home directory to keep the store in; set HOME or give --store");
    }
    return "sqlite:" + *directory + "/tasksched/tasks.db";
}

std::string default_secrets(const Environment& environment) {
    const auto directory = xdg_directory(environment, "XDG_CONFIG_HOME", "/.config");
    return directory ? *directory + "/tasksched/secrets" : std::string();
}

}  // namespace tasksched::config
