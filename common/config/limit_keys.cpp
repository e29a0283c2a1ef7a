#include <array>

#include "common/config/refuse.h"
#include "common/config/section_keys.h"
#include "common/model/limits.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr std::string_view kNoLimit = "none";

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

constexpr std::array<Key, 5> kLimitKeys{{
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

}  // namespace

std::span<const Key> limit_keys() { return kLimitKeys; }

}  // namespace tasksched::config
