#include "cli/rehearsal/differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "common/base/text.h"
#include "common/model/limits.h"

namespace tasksched::cli {
namespace {

constexpr std::string_view kNotShown = "(not shown)";
constexpr std::size_t kMostShown = 120;

/// Parts and ends of names, in lower case.
constexpr std::array<std::string_view, 10> kSecretParts{
    "secret", "token",  "passw", "passphrase", "credential",
    "apikey", "cookie", "_auth", "private",    "access_key",
};
constexpr std::array<std::string_view, 3> kSecretEnds{"_key", "_pwd", "dsn"};
constexpr std::string_view kOwnKey = "tasksched_key";

bool has_secret_name(std::string_view name) {
    const std::string lower = base::to_lower(name);
    const auto has_part = [&lower](std::string_view part) {
        return lower.find(part) != std::string::npos;
    };
    const auto has_end = [&lower](std::string_view end) { return lower.ends_with(end); };
    return lower != kOwnKey && (std::any_of(kSecretParts.begin(), kSecretParts.end(), has_part) ||
                                std::any_of(kSecretEnds.begin(), kSecretEnds.end(), has_end));
}

/// scheme://user:password@host
bool has_password(std::string_view value) {
    const std::size_t scheme = value.find("://");
    if (scheme == std::string_view::npos) {
        return false;
    }
    const std::string_view rest = value.substr(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const std::size_t at = authority.rfind('@');
    return at != std::string_view::npos &&
           authority.substr(0, at).find(':') != std::string_view::npos;
}

std::string text_of_limit(rlim_t value) {
    return value == RLIM_INFINITY ? std::string("unlimited") : std::to_string(value);
}

std::optional<std::string> shown_value(const std::map<std::string, std::string>& variables,
                                       const std::string& name) {
    const auto found = variables.find(name);
    if (found == variables.end()) {
        return std::nullopt;
    }
    return looks_secret(name, found->second) ? std::string(kNotShown) : found->second;
}

void add_if_other(std::vector<Difference>& all, std::string name, std::string here,
                  std::string there) {
    if (here != there) {
        all.push_back({.name = std::move(name),
                       .is_variable = false,
                       .here = std::move(here),
                       .there = std::move(there)});
    }
}

void add_variables(std::vector<Difference>& all, const Surroundings& here,
                   const Surroundings& there) {
    std::set<std::string> names;
    for (const auto* variables : {&here.environment, &there.environment}) {
        for (const auto& [name, value] : *variables) {
            names.insert(name);
        }
    }
    for (const std::string& name : names) {
        const auto own = here.environment.find(name);
        const auto other = there.environment.find(name);
        const bool both = own != here.environment.end() && other != there.environment.end();
        if (!both || own->second != other->second) {
            all.push_back({.name = name,
                           .is_variable = true,
                           .here = shown_value(here.environment, name),
                           .there = shown_value(there.environment, name)});
        }
    }
}

/// Fit for one line of a terminal.
std::string on_one_line(const std::string& value) {
    std::string text = base::escape_control(value);
    if (text.size() > kMostShown) {
        std::size_t end = kMostShown;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;  // not within a character of several bytes
        }
        text.resize(end);
        text += "...";
    }
    return text;
}

}  // namespace

bool looks_secret(std::string_view name, std::string_view value) {
    return has_secret_name(name) || has_password(value);
}

std::vector<Difference> differences(const Surroundings& here, const Surroundings& there) {
    std::vector<Difference> all;
    add_if_other(all, "directory", here.directory, there.directory);
    add_if_other(all, "umask", model::format_umask(here.umask), model::format_umask(there.umask));
    add_if_other(all, "niceness", std::to_string(here.nice), std::to_string(there.nice));
    for (std::size_t i = 0; i < kResources.size(); ++i) {
        add_if_other(all, fmt::format("limit of {}", kResources[i].name),
                     text_of_limit(here.limits[i].rlim_cur),
                     text_of_limit(there.limits[i].rlim_cur));
    }
    add_if_other(all, "terminal", here.has_terminal ? "yes" : "none",
                 there.has_terminal ? "yes" : "none");
    add_variables(all, here, there);
    return all;
}

std::string to_line(const Difference& difference) {
    const std::string name = on_one_line(difference.name);
    const std::string here = on_one_line(difference.here.value_or(""));
    const std::string there = on_one_line(difference.there.value_or(""));
    if (!difference.is_variable) {
        return fmt::format("~ {}: {} (here: {})", name, there, here);
    }
    if (!difference.there) {
        return fmt::format("- {}={}", name, here);
    }
    return difference.here ? fmt::format("~ {}={} (here: {})", name, there, here)
                           : fmt::format("+ {}={}", name, there);
}

}  // namespace tasksched::cli
