#include <array>

#include "common/config/read_values.h"
#include "common/config/refuse.h"
#include "common/config/section_keys.h"

namespace tasksched::config {

namespace {

constexpr std::int64_t kMostPerHour = 10'000;

/// As the store counts on, nothing is put off for longer.
base::Result<void> read_interval(const Entry& entry, Value<std::chrono::seconds>& target) {
    auto read = read_duration(entry, target);
    if (read && *target > std::chrono::days(1)) {
        return refuse("a duration of up to 1d is expected");
    }
    return read;
}

constexpr std::array<Key, 4> kNotifyKeys{{
    {"notify.default",
     [](const Entry& e, Config& c) { return read_address(e, c.notify.default_address.value); },
     [](const Config& c) { return toml_text(*c.notify.default_address); },
     [](Config& c) -> std::string& { return c.notify.default_address.origin; }},
    {"notify.command", [](const Entry& e, Config& c) { return read_program(e, c.notify.command); },
     [](const Config& c) { return toml_text(*c.notify.command); },
     [](Config& c) -> std::string& { return c.notify.command.origin; }},
    {"notify.interval",
     [](const Entry& e, Config& c) { return read_interval(e, c.notify.interval); },
     [](const Config& c) { return show_duration(c.notify.interval); },
     [](Config& c) -> std::string& { return c.notify.interval.origin; }},
    {"notify.max_per_hour",
     [](const Entry& e, Config& c) {
         return read_number(e, 1, kMostPerHour, c.notify.max_per_hour);
     },
     [](const Config& c) { return toml_text(*c.notify.max_per_hour); },
     [](Config& c) -> std::string& { return c.notify.max_per_hour.origin; }},
}};

}  // namespace

std::span<const Key> notify_keys() { return kNotifyKeys; }

}  // namespace tasksched::config
