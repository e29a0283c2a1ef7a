#include "common/time/zone_names.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/time/zone_database.h"

namespace tasksched::time {
namespace {

constexpr std::size_t kLongest = 64;

/// Files and folders of tzdata that are no zones of their own: copies of all zones with and
/// without leap seconds, copies of one zone, and the zone of a host that is not set up.
constexpr std::array<std::string_view, 5> kNoZones{"posix", "right", "localtime", "posixrules",
                                                   "Factory"};

bool is_one_of_no_zones(std::string_view name) {
    const std::string_view top = name.substr(0, name.find('/'));
    return std::find(kNoZones.begin(), kNoZones.end(), top) != kNoZones.end();
}

/// The names in the compact source of tzdata (zic(8)): "Z NAME ..." begins a zone, "L TARGET NAME"
/// is another name for one. None where the file is not installed.
std::vector<std::string> all_zones() {
    constexpr std::size_t kLimit = 1 << 20;
    std::vector<std::string> names{"UTC"};
    const std::string source = base::read_file(zone_file("tzdata.zi"), kLimit).value_or("");
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

/// A form in which names are compared: without case, `_` for what people write for a blank.
std::string normal_form(std::string_view name) {
    std::string normal = base::to_lower(name);
    std::replace_if(
        normal.begin(), normal.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
    return normal;
}

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('/') + 1); }

/// The names of the database and their normal forms, at the same places.
struct KnownNames {
    std::vector<std::string> names = all_zones();
    std::vector<std::string> normal;

    KnownNames() : normal(names.size()) {
        std::transform(names.begin(), names.end(), normal.begin(), normal_form);
    }
};

/// Read at the first wrong name; a batch may have many.
const KnownNames& known_names() {
    static const KnownNames kKnown;
    return kKnown;
}

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
    return std::filesystem::is_regular_file(zone_file(name), error);
}

std::optional<std::string> suggest_zone(std::string_view name) {
    if (name.empty() || name.size() > kLongest) {
        return std::nullopt;
    }
    const std::string wanted = normal_form(name);
    const KnownNames& known = known_names();
    const auto same = std::find(known.normal.begin(), known.normal.end(), wanted);
    if (same != known.normal.end()) {
        return known.names[static_cast<std::size_t>(same - known.normal.begin())];
    }
    std::vector<std::string_view> candidates(known.normal.begin(), known.normal.end());
    if (wanted.find('/') == std::string::npos) {
        std::transform(candidates.begin(), candidates.end(), candidates.begin(), last_part);
    }
    const auto near = base::nearest(wanted, candidates);
    if (!near) {
        return std::nullopt;
    }
    const auto place = std::find(candidates.begin(), candidates.end(), *near);
    return known.names[static_cast<std::size_t>(place - candidates.begin())];
}

}  // namespace tasksched::time
