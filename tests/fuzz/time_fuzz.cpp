#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/schedule/period.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

// Any text is either refused with a message in one line, or it is a time of the years 1970 to 9999
// that is read back from its print; the same for durations and periods.

namespace {

using tasksched::time::Second;
using tasksched::time::Zone;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_message(const tasksched::base::Error& error) {
    require(!error.message.empty() && error.message.find('\n') == std::string::npos);
}

void check_time(std::string_view text, const Zone& zone) {
    constexpr Second kNow{std::chrono::seconds{1'792'886'400}};  // the day of a change in Paris
    const auto read = tasksched::time::parse_time(text, kNow, zone);
    if (!read) {
        check_message(read.error());
        return;
    }
    require(read->at >= Second{});
    const auto again =
        tasksched::time::parse_time(tasksched::time::format_time(read->at, zone), kNow, zone);
    require(again && again->at == read->at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Zone kParis = Zone::load("Europe/Paris").value_or(Zone());
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_time(text, kParis);
    if (const auto duration = tasksched::time::parse_duration(text)) {
        require(tasksched::time::parse_duration(tasksched::time::format_duration(*duration)) ==
                duration);
    }
    if (const auto period = tasksched::schedule::parse_period(text)) {
        require(tasksched::schedule::parse_period(tasksched::schedule::format_period(*period)) ==
                period);
    }
    return 0;
}
