#include "cli/output/times.h"

#include "common/time/time_text.h"

namespace tasksched::cli {

std::string TimePrinter::print(std::optional<time::Second> instant) const {
    if (!instant) {
        return {};
    }
    std::string text = time::format_time(*instant, zone_);
    if (relative_) {
        text += fmt::format(" ({})", time::format_relative(*instant, now_));
    }
    return text;
}

std::string TimePrinter::print(std::optional<time::Instant> instant) const {
    if (!instant) {
        return {};
    }
    return relative_ ? print(std::optional(time::floor_second(*instant)))
                     : time::format_instant(*instant, zone_);
}

}  // namespace tasksched::cli
