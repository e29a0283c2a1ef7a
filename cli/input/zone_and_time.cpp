#include "cli/input/zone_and_time.h"

#include <fmt/format.h>

#include "cli/input/values.h"
#include "common/time/time_text.h"

namespace tasksched::cli {

base::Result<time::Zone> read_zone(Session& session, const std::optional<std::string>& name) {
    if (!name) {
        return session.zone();
    }
    auto zone = time::Zone::load(*name);
    if (!zone) {
        return tl::unexpected(at_place("--tz", zone.error()));
    }
    return zone;
}

base::Result<time::Second> read_time_or_now(Session& session, std::string_view option,
                                            const std::optional<std::string>& text,
                                            const time::Zone& zone) {
    if (!text) {
        return session.now();
    }
    const auto read = time::parse_time(*text, session.now(), zone);
    if (!read) {
        return tl::unexpected(at_place(option, read.error()));
    }
    if (read->remark) {
        session.remark(fmt::format("{}: {}", option, *read->remark));
    }
    return read->at;
}

}  // namespace tasksched::cli
