#include "common/config/keys.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "common/base/text.h"
#include "common/config/refuse.h"
#include "common/model/limits.h"
#include "common/model/resolve_policies.h"
#include "common/time/duration_text.h"

namespace tasksched::config {

namespace {

using base::Result;
using std::chrono::seconds;

constexpr std::int64_t kMaxSlots = 100'000;
constexpr std::string_view kNoLimit = "none";

Result<void> read_number(const Entry& entry, std::int64_t least, std::int64_t most,
                         Value<std::int64_t>& target) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    if (number == nullptr || *number < least || *number > most) {
        return refuse("a whole number from {} to {} is expected", least, most);
    }
    target.value = *number;
    return {};
}

Result<void> read_duration(const Entry& entry, Value<seconds>& target) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    const auto* text = std::get_if<std::string>(&entry.value);
    if (number == nullptr && text == nullptr) {
        return refuse(R"(a duration such as "30s" is expected)");
    }
    const auto duration = time::parse_duration(text != nullptr ? *text : std::to_string(*number));
    if (!duration) {
        return tl::unexpected(duration.error());
    }
    target.value = *duration;
    return {};
}

Result<std::string> read_line(const Entry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || base::has_control(*text)) {
        return refuse("a text in quotes, on one line, is expected");
    }
    return *text;
}

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

/// One of the words; `expected` names them.
Result<void> read_word(const Entry& entry, std::initializer_list<std::string_view> words,
                       std::string_view expected, Value<std::string>& target) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || std::find(words.begin(), words.end(), *text) == words.end()) {
        return refuse("{} is expected", expected);
    }
    target.value = *text;
    return {};
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

Result<void> read_address(const Entry& entry, std::string& target) {
    const auto address = read_line(entry);
    if (!address) {
        return tl::unexpected(address.error());
    }
    if (auto checked = model::check_notify(*address); !checked) {
        return checked;
    }
    target = *address;
    return {};
}

Result<void> read_program(const Entry& entry, Value<std::vector<std::string>>& target) {
    const auto* words = std::get_if<std::vector<std::string>>(&entry.value);
    if (words == nullptr) {
        return refuse(R"(a list such as ["/usr/bin/logger", "-t", "tasksched"] is expected)");
    }
    for (const std::string& word : *words) {
        if (word.find('\0') != std::string::npos) {
            return refuse("a word holds a NUL character");
        }
    }
    if (!words->empty() && !words->front().starts_with('/')) {
        return refuse("the program {} is relative; an absolute path is expected",
                      base::quoted(words->front()));
    }
    target.value = *words;
    return {};
}

/// What `parse` reads of a text or a number; "none" for no limit.
template <typename Limit>
Result<void> read_limit(const Entry& entry, Result<Limit> (*parse)(std::string_view),
                        Value<std::optional<Limit>>& target) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text != nullptr && *text == kNoLimit) {
        target.value.reset();
        return {};
    }
    const auto limit = parse(text != nullptr     ? *text
                             : number != nullptr ? std::to_string(*number)
                                                 : std::string());
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    target.value = *limit;
    return {};
}

/// A text alone: a number would be taken for a decimal one.
Result<void> read_umask(const Entry& entry, Value<int>& target) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr) {
        return refuse(R"(a text of octal digits such as "022" is expected)");
    }
    const auto umask = model::parse_umask(*text);
    if (!umask) {
        return tl::unexpected(umask.error());
    }
    target.value = *umask;
    return {};
}

template <typename Limit>
std::string show_limit(const Value<std::optional<Limit>>& value, std::string (*format)(Limit)) {
    return toml_text(*value ? format(**value) : std::string(kNoLimit));
}

template <typename Number>
std::string show_number(const std::optional<Number>& value) {
    return value ? toml_text(std::int64_t{*value}) : toml_text(kNoLimit);
}

std::string show_duration(const Value<seconds>& value) {
    return toml_text(time::format_duration(*value));
}

constexpr std::array<Key, 17> kKeys{{
    {"store", [](const Entry& e, Config& c) { return read_store(e, c.store); },
     [](const Config& c) { return toml_text(*c.store); },
     [](Config& c) -> std::string& { return c.store.origin; }},
    {"slots.total",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.total); },
     [](const Config& c) { return toml_text(*c.slots.total); },
     [](Config& c) -> std::string& { return c.slots.total.origin; }},
    {"slots.command",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxSlots, c.slots.command); },
     [](const Config& c) { return toml_text(*c.slots.command); },
     [](Config& c) -> std::string& { return c.slots.command.origin; }},
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
    {"notify.default",
     [](const Entry& e, Config& c) { return read_address(e, c.notify.default_address.value); },
     [](const Config& c) { return toml_text(*c.notify.default_address); },
     [](Config& c) -> std::string& { return c.notify.default_address.origin; }},
    {"notify.command", [](const Entry& e, Config& c) { return read_program(e, c.notify.command); },
     [](const Config& c) { return toml_text(*c.notify.command); },
     [](Config& c) -> std::string& { return c.notify.command.origin; }},
    {"limits.memory",
     [](const Entry& e, Config& c) { return read_limit(e, model::parse_memory, c.limits.memory); },
     [](const Config& c) { return show_limit(c.limits.memory, model::format_memory); },
     [](Config& c) -> std::string& { return c.limits.memory.origin; }},
    {"limits.cpu_time",
     [](const Entry& e, Config& c) {
         return read_limit(e, model::parse_cpu_time, c.limits.cpu_time);
     },
     [](const Config& c) { return show_limit(c.limits.cpu_time, model::format_cpu_time); },
     [](Config& c) -> std::string& { return c.limits.cpu_time.origin; }},
    {"limits.open_files",
     [](const Entry& e, Config& c) {
         return read_limit(e, model::parse_open_files, c.limits.open_files);
     },
     [](const Config& c) { return show_number(*c.limits.open_files); },
     [](Config& c) -> std::string& { return c.limits.open_files.origin; }},
    {"limits.nice",
     [](const Entry& e, Config& c) { return read_limit(e, model::parse_nice, c.limits.nice); },
     [](const Config& c) { return show_number(*c.limits.nice); },
     [](Config& c) -> std::string& { return c.limits.nice.origin; }},
    {"limits.umask", [](const Entry& e, Config& c) { return read_umask(e, c.limits.umask); },
     [](const Config& c) { return toml_text(model::format_umask(*c.limits.umask)); },
     [](Config& c) -> std::string& { return c.limits.umask.origin; }},
}};

/// What the manual of later versions names: a section with a trailing dot, or one key.
constexpr std::array<std::string_view, 11> kNotYet{
    "email.",       "payment.",    "http.",         "alerts.",    "history.",     "plugins.",
    "slots.report", "slots.email", "slots.payment", "slots.http", "slots.plugin",
};

bool is_of_later_version(const std::string& key) {
    for (const std::string_view name : kNotYet) {
        const bool is_section = name.back() == '.';
        if (is_section ? (key + '.').starts_with(name) : key == name) {
            return true;
        }
    }
    return key == "security.root_tasks";
}

}  // namespace

std::span<const Key> keys() { return kKeys; }

std::string refusal_of(const Entry& entry) {
    const std::string key = entry.key();
    if (is_of_later_version(key)) {
        return "not supported by this version of tasksched; take it out";
    }
    std::array<std::string_view, kKeys.size() + 2> known;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        known[i] = kKeys[i].name;
    }
    known[kKeys.size()] = "users.NAME.notify";
    known.back() = "calendars.NAME.dates";
    if (const auto near = base::nearest(key, known)) {
        return fmt::format("unknown key; did you mean '{}'?", *near);
    }
    return "unknown key; tasksched.toml(5) lists the known ones";
}

base::Result<void> read_user_notify(const Entry& entry, std::string& address) {
    return read_address(entry, address);
}

}  // namespace tasksched::config
