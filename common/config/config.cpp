#include "common/config/config.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/config/calendar_keys.h"
#include "common/config/keys.h"
#include "common/config/toml_reader.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr std::size_t kMaxFileBytes = std::size_t{1024} * 1024;

bool is_user_notify(const Entry& entry) {
    return entry.path.size() == 3 && entry.path[0] == "users" && !entry.path[1].empty() &&
           entry.path[2] == "notify";
}

/// A section that is known and says nothing.
bool is_known_empty_section(const Entry& entry) {
    if (!std::holds_alternative<EmptyTable>(entry.value)) {
        return false;
    }
    const std::string& first = entry.path[0];
    if (first == "users") {
        return entry.path.size() <= 2;
    }
    for (const Key& key : keys()) {
        if (entry.path.size() == 1 && key.name.starts_with(first + '.')) {
            return true;
        }
    }
    return false;
}

Result<void> apply_user_notify(const Entry& entry, const std::string& origin, Config& config) {
    Value<std::string> address;
    address.origin = origin;
    if (auto read = read_user_notify(entry, address.value); !read) {
        return read;
    }
    config.user_notify.insert_or_assign(entry.path[1], std::move(address));
    return {};
}

Result<void> apply(const Entry& entry, const std::string& origin, Config& config) {
    if (is_known_empty_section(entry)) {
        return {};
    }
    if (is_of_calendars(entry)) {
        return read_calendar_entry(entry, origin, config);
    }
    if (is_user_notify(entry)) {
        return apply_user_notify(entry, origin, config);
    }
    for (const Key& key : keys()) {
        if (entry.key() == key.name) {
            if (auto read = key.read(entry, config); !read) {
                return read;
            }
            key.origin(config) = origin;
            return {};
        }
    }
    return base::fail(base::ErrorCode::kInvalid, "{}", refusal_of(entry));
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file) {
    auto entries = read_toml(text, file);
    if (!entries) {
        return tl::unexpected(std::move(entries.error()));
    }
    Config config;
    config.file = file;
    for (const Entry& entry : *entries) {
        const std::string origin = fmt::format("{}:{}", file, entry.line);
        if (auto applied = apply(entry, origin, config); !applied) {
            return base::fail(base::ErrorCode::kInvalid, "{}: {}: {}", origin,
                              base::escape_control(entry.key()), applied.error().message);
        }
    }
    if (auto checked = check_email(config.email); !checked) {
        return base::fail(base::ErrorCode::kInvalid, "{}: {}", file, checked.error().message);
    }
    return config;
}

Result<Config> read_config(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return base::fail(base::ErrorCode::kNotFound, "no configuration file at {}",
                          base::quoted(path));
    }
    const auto text = base::read_file(path, kMaxFileBytes);
    if (!text) {
        return tl::unexpected(text.error());
    }
    return parse_config(*text, path);
}

std::int64_t slots_of(const Slots& slots, std::string_view type) {
    const std::array<std::pair<std::string_view, const Value<std::int64_t>*>, 5> by_type{
        {{"command", &slots.command},
         {"report", &slots.report},
         {"email", &slots.email},
         {"payment", &slots.payment},
         {"http", &slots.http}}};
    for (const auto& [name, limit] : by_type) {
        if (name == type) {
            return limit->value;
        }
    }
    return *slots.plugin;
}

bool is_system_mode(const Config& config) { return *config.mode == "system"; }

model::Limits default_limits(const Config& config) {
    const DefaultLimits& limits = config.limits;
    return {.memory = *limits.memory,
            .cpu_time = *limits.cpu_time,
            .open_files = *limits.open_files,
            .nice = *limits.nice,
            .umask = *limits.umask};
}

std::vector<Setting> settings(const Config& config) {
    std::vector<Setting> all;
    Config copy = config;
    for (const Key& key : keys()) {
        all.push_back(Setting{std::string(key.name), key.show(config), key.origin(copy)});
    }
    for (const auto& [user, address] : config.user_notify) {
        const Entry entry{{"users", user, "notify"}, 0, {}};
        all.push_back(Setting{entry.key(), toml_text(*address), address.origin});
    }
    for (Setting& setting : calendar_settings(config)) {
        all.push_back(std::move(setting));
    }
    return all;
}

}  // namespace tasksched::config
