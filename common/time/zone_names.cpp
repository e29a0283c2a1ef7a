#include "common/time/zone_names.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::time {
namespace {

constexpr std::string_view kDatabase = "/usr/share/zoneinfo";
constexpr std::size_t kLongest = 64;

/// Files and folders of tzdata that are no zones of their own: copies of all zones with and
/// without leap seconds, copies of one zone, and the zone of a host that is not set up.
constexpr std::array<std::string_view, 5> kNoZones{"posix", "right", "localtime", "posixrules",
                                                   "Factory"};

std::string file_of(std::string_view name) {
    return std::string(kDatabase) + '/' + std::string(name);
}

bool is_one_of_no_zones(std::string_view name) {
    const std::string_view top = name.substr(0, name.find('/'));
    return std::find(kNoZones.begin(), kNoZones.end(), top) != kNoZones.end();
}

/// The names in the compact source of tzdata (zic(8)): "Z NAME ..." begins a zone, "L TARGET NAME"
/// is another name for one. None where the file is not installed.
std::vector<std::string> all_zones() {
    constexpr std::size_t kLimit = 1 << 20;
    std::vector<std::string> names{"UTC"};
    const std::string source = base::read_file(file_of("tzdata.zi"), kLimit).value_or("");
    for (const std::string_view line : base::split(source, '\n')) {
        if (!line.starts_with("Z ") && !line.starts_with("L ")) {
            continue;
        }
        const auto words = base::split(line, ' ');
        const std::size_t place = line.front() == 'Z' ? 1 : 2;
        if (place < words.size() && !is_one_of_no_zones(words[place])) {
            names.emplace_back(words[place]);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// What people write for a blank in a name.
std::string normal_form(std::string_view name) {
    std::string normal = base::to_lower(name);
    std::replace_if(
        normal.begin(), normal.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
    return normal;
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

bool is_zone_name(std::string_view name) {
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";
    if (name.empty() || name.size() > kLongest || is_one_of_no_zones(name) || name.front() == '/' ||
        name.back() == '/' || name.find("//") != std::string_view::npos ||
        name.find_first_not_of(kAllowed) != std::string_view::npos) {
        return false;
    }
    std::error_code error;
    return std::filesystem::is_regular_file(file_of(name), error);
}

std::optional<std::string> suggest_zone(std::string_view name) {
    if (name.empty() || name.size() > kLongest) {
        return std::nullopt;
    }
    const std::string wanted = normal_form(name);
    const bool last_part_only = wanted.find('/') == std::string::npos;
    const std::vector<std::string> zones = all_zones();
    std::vector<std::string> normal(zones.size());
    for (std::size_t i = 0; i < zones.size(); ++i) {
        normal[i] = normal_form(zones[i]);
        if (normal[i] == wanted) {
            return zones[i];
        }
    }
    if (last_part_only) {
        std::transform(normal.begin(), normal.end(), normal.begin(), last_part);
    }
    const std::vector<std::string_view> candidates(normal.begin(), normal.end());
    const auto near = base::nearest(wanted, candidates);
    if (!near) {
        return std::nullopt;
    }
    const auto place = std::find(candidates.begin(), candidates.end(), *near);
    return zones[static_cast<std::size_t>(place - candidates.begin())];
}

}  // namespace tasksched::time
