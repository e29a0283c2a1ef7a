#include "common/config/keys.h"

#include <algorithm>
#include <array>
#include <vector>

#include "common/base/text.h"
#include "common/config/read_values.h"
#include "common/config/refuse.h"
#include "common/config/section_keys.h"

namespace tasksched::config {

namespace {

using base::Result;
using std::chrono::seconds;

constexpr std::int64_t kMaxSlots = 100'000;

Result<void> read_store(const Entry& entry, Value<std::string>& target) {
    const auto store = read_line(entry);
    if (!store) {
        return tl::unexpected(store.error());
    }
    // A path that depends on the working directory would give command and daemon different stores.
    if (!store->starts_with("sqlite:/") && !store->starts_with("postgresql://")) {
        return refuse(
            R"({} is no store; "sqlite:/absolute/path" or "postgresql://..." is expected)",
            base::quoted(*store));
    }
    target.value = *store;
    return {};
}

/// As the store counts on, no run is delayed for longer.
Result<void> read_spread(const Entry& entry, Value<seconds>& target) {
    auto read = read_duration(entry, target);
    if (read && *target > std::chrono::days(1)) {
        return refuse("a duration of up to 1d is expected");
    }
    return read;
}

Result<void> read_log_level(const Entry& entry, Value<std::string>& target) {
    return read_word(entry, {"debug", "info", "warning", "error"},
                     R"("debug", "info", "warning" or "error")", target);
}

Result<void> read_group(const Entry& entry, Value<std::string>& target) {
    auto group = read_line(entry);
    if (!group) {
        return tl::unexpected(std::move(group.error()));
    }
    target.value = std::move(*group);
    return {};
}

Result<void> read_mode(const Entry& entry, Config& config) {
    return read_word(entry, {"personal", "system"}, R"("personal" or "system")", config.mode);
}

Result<void> read_directory(const Entry& entry, Value<std::string>& target) {
    auto directory = read_line(entry);
    if (directory && !directory->empty() && !directory->starts_with('/')) {
        return refuse("{} is no absolute path", base::quoted(*directory));
    }
    return directory.map([&](std::string path) { target.value = std::move(path); });
}

constexpr std::array<Key, 17> kKeys{{
    {"store", [](const Entry& e, Config& c) { return read_store(e, c.store); },
     [](const Config& c) { return toml_text(*c.store); },
     [](Config& c) -> std::string& { return c.store.origin; }},
    {"mode", read_mode, [](const Config& c) { return toml_text(*c.mode); },
     [](Config& c) -> std::string& { return c.mode.origin; }},
    {"runtime_directory",
     [](const Entry& e, Config& c) { return read_directory(e, c.runtime_directory); },
     [](const Config& c) { return toml_text(*c.runtime_directory); },
     [](Config& c) -> std::string& { return c.runtime_directory.origin; }},
    {"slots.total",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.total); },
     [](const Config& c) { return toml_text(*c.slots.total); },
     [](Config& c) -> std::string& { return c.slots.total.origin; }},
    {"slots.command",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.command); },
     [](const Config& c) { return toml_text(*c.slots.command); },
     [](Config& c) -> std::string& { return c.slots.command.origin; }},
    {"slots.report",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.report); },
     [](const Config& c) { return toml_text(*c.slots.report); },
     [](Config& c) -> std::string& { return c.slots.report.origin; }},
    {"slots.email",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.email); },
     [](const Config& c) { return toml_text(*c.slots.email); },
     [](Config& c) -> std::string& { return c.slots.email.origin; }},
    {"slots.payment",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.payment); },
     [](const Config& c) { return toml_text(*c.slots.payment); },
     [](Config& c) -> std::string& { return c.slots.payment.origin; }},
    {"slots.http",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.http); },
     [](const Config& c) { return toml_text(*c.slots.http); },
     [](Config& c) -> std::string& { return c.slots.http.origin; }},
    {"slots.plugin",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.plugin); },
     [](const Config& c) { return toml_text(*c.slots.plugin); },
     [](Config& c) -> std::string& { return c.slots.plugin.origin; }},
    {"slots.per_user",
     [](const Entry& e, Config& c) { return read_number(e, 0, kMaxSlots, c.slots.per_user); },
     [](const Config& c) { return toml_text(*c.slots.per_user); },
     [](Config& c) -> std::string& { return c.slots.per_user.origin; }},
    {"daemon.catch_up",
     [](const Entry& e, Config& c) {
         return read_word(e, {"policy", "ask"}, R"("policy" or "ask")", c.daemon.catch_up);
     },
     [](const Config& c) { return toml_text(*c.daemon.catch_up); },
     [](Config& c) -> std::string& { return c.daemon.catch_up.origin; }},
    {"daemon.catch_up_spread",
     [](const Entry& e, Config& c) { return read_spread(e, c.daemon.catch_up_spread); },
     [](const Config& c) { return show_duration(c.daemon.catch_up_spread); },
     [](Config& c) -> std::string& { return c.daemon.catch_up_spread.origin; }},
    {"daemon.grace", [](const Entry& e, Config& c) { return read_duration(e, c.daemon.grace); },
     [](const Config& c) { return show_duration(c.daemon.grace); },
     [](Config& c) -> std::string& { return c.daemon.grace.origin; }},
    {"daemon.kill_grace",
     [](const Entry& e, Config& c) { return read_duration(e, c.daemon.kill_grace); },
     [](const Config& c) { return show_duration(c.daemon.kill_grace); },
     [](Config& c) -> std::string& { return c.daemon.kill_grace.origin; }},
    {"daemon.log_level",
     [](const Entry& e, Config& c) { return read_log_level(e, c.daemon.log_level); },
     [](const Config& c) { return toml_text(*c.daemon.log_level); },
     [](Config& c) -> std::string& { return c.daemon.log_level.origin; }},
    {"security.operators",
     [](const Entry& e, Config& c) { return read_group(e, c.security.operators); },
     [](const Config& c) { return toml_text(*c.security.operators); },
     [](Config& c) -> std::string& { return c.security.operators.origin; }},
}};

/// Sections that the manual of later versions names.
constexpr std::array<std::string_view, 2> kNotYet{"alerts", "history"};

bool is_of_later_version(const Entry& entry) {
    return std::find(kNotYet.begin(), kNotYet.end(), entry.path[0]) != kNotYet.end() ||
           entry.key() == "security.root_tasks";
}

/// The keys of all sections. A section of its own file is one more line here.
std::vector<Key> all_keys() {
    std::vector<Key> all(kKeys.begin(), kKeys.end());
    for (const std::span<const Key> section :
         {notify_keys(), limit_keys(), email_keys(), payment_keys(), http_keys(), plugin_keys()}) {
        all.insert(all.end(), section.begin(), section.end());
    }
    return all;
}

}  // namespace

std::span<const Key> keys() {
    static const std::vector<Key> kAll = all_keys();
    return kAll;
}

std::string refusal_of(const Entry& entry) {
    if (is_of_later_version(entry)) {
        return "not supported by this version of tasksched; take it out";
    }
    std::vector<std::string_view> known{"users.NAME.notify", "calendars.NAME.dates"};
    for (const Key& key : keys()) {
        known.push_back(key.name);
    }
    if (const auto near = base::nearest(entry.key(), known)) {
        return fmt::format("unknown key; did you mean '{}'?", *near);
    }
    return "unknown key; tasksched.toml(5) lists the known ones";
}

base::Result<void> read_user_notify(const Entry& entry, std::string& address) {
    return read_address(entry, address);
}

}  // namespace tasksched::config
