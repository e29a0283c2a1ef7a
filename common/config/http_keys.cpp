#include <array>

#include "common/base/ip_address.h"
#include "common/base/text.h"
#include "common/config/read_values.h"
#include "common/config/refuse.h"
#include "common/config/section_keys.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr std::int64_t kMaxPerHost = 100'000;

Result<void> read_ranges(const Entry& entry, Value<std::vector<std::string>>& target) {
    const auto* ranges = std::get_if<std::vector<std::string>>(&entry.value);
    if (ranges == nullptr) {
        return refuse(R"(a list such as ["127.0.0.0/8", "::1"] is expected)");
    }
    for (const std::string& range : *ranges) {
        if (const auto parsed = base::parse_address_range(range); !parsed) {
            return tl::unexpected(parsed.error());
        }
    }
    target.value = *ranges;
    return {};
}

/// The daemon has another working directory than whoever writes the file.
Result<void> read_absolute(const Entry& entry, Value<std::string>& target) {
    auto path = read_line(entry);
    if (!path) {
        return tl::unexpected(path.error());
    }
    if (!path->empty() && !path->starts_with('/')) {
        return refuse("{} is relative; an absolute path is expected", base::quoted(*path));
    }
    target.value = std::move(*path);
    return {};
}

constexpr std::array<Key, 4> kHttpKeys{{
    {"http.allow", [](const Entry& e, Config& c) { return read_ranges(e, c.http.allow); },
     [](const Config& c) { return toml_text(*c.http.allow); },
     [](Config& c) -> std::string& { return c.http.allow.origin; }},
    {"http.ca_file", [](const Entry& e, Config& c) { return read_absolute(e, c.http.ca_file); },
     [](const Config& c) { return toml_text(*c.http.ca_file); },
     [](Config& c) -> std::string& { return c.http.ca_file.origin; }},
    {"http.secrets", [](const Entry& e, Config& c) { return read_absolute(e, c.http.secrets); },
     [](const Config& c) { return toml_text(*c.http.secrets); },
     [](Config& c) -> std::string& { return c.http.secrets.origin; }},
    {"http.per_host",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMaxPerHost, c.http.per_host); },
     [](const Config& c) { return toml_text(*c.http.per_host); },
     [](Config& c) -> std::string& { return c.http.per_host.origin; }},
}};

}  // namespace

std::span<const Key> http_keys() { return kHttpKeys; }

}  // namespace tasksched::config
