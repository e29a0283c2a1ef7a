#include "common/time/host_zone.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "common/base/file.h"
#include "common/base/text.h"

namespace tasksched::time {
namespace {

std::optional<Zone> load_or_none(std::string_view name) {
    auto zone = Zone::load(name);
    return zone ? std::optional(std::move(*zone)) : std::nullopt;
}

/// ".../zoneinfo/Europe/Paris", and the same below "posix/" or "right/".
std::optional<Zone> zone_of_path(std::string_view path) {
    constexpr std::string_view kFolder = "/zoneinfo/";
    const std::size_t place = path.rfind(kFolder);
    if (place == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view name = path.substr(place + kFolder.size());
    for (const std::string_view copy : {"posix/", "right/"}) {
        if (name.starts_with(copy)) {
            name.remove_prefix(copy.size());
        }
    }
    return load_or_none(name);
}

std::optional<Zone> zone_of_link(const std::string& link) {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(link, error);
    if (error) {
        return std::nullopt;
    }
    if (auto zone = zone_of_path(target.string())) {
        return zone;
    }
    const auto end = std::filesystem::canonical(link, error);  // a link to a link
    return error ? std::nullopt : zone_of_path(end.string());
}

std::optional<Zone> zone_of_file(const std::string& path) {
    constexpr std::size_t kLimit = 4096;
    const auto content = base::read_file(path, kLimit);
    return content ? load_or_none(base::trim(*content)) : std::nullopt;
}

}  // namespace

Zone host_zone(const HostZoneSources& sources) {
    if (sources.variable) {
        std::string_view name = *sources.variable;
        if (name.starts_with(':')) {
            name.remove_prefix(1);
        }
        if (name.empty()) {
            return {};
        }
        if (auto zone = load_or_none(name)) {
            return *zone;
        }
    }
    if (auto zone = zone_of_link(sources.link)) {
        return *zone;
    }
    return zone_of_file(sources.file).value_or(Zone());
}

}  // namespace tasksched::time
