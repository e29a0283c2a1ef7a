#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/schedule/period.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"
#include "tests/fuzz/fuzzing.h"

// Any text is either refused with a message in one line, or it is a time of the years 1970 to 9999
// that is read back from its print; the same for durations and periods. No input takes more than 10
// ms.

namespace {

using tasksched::fuzz::require;
using tasksched::time::Second;
using tasksched::time::Zone;

void check_message(const tasksched::base::Error& error) {
    require(!error.message.empty() && error.message.find('\n') == std::string::npos,
            "a message that is not one line");
}

void check_time(std::string_view text, const Zone& zone) {
    constexpr Second kNow{std::chrono::seconds{1'792'886'400}};  // the day of a change in Paris
    const auto read = tasksched::time::parse_time(text, kNow, zone);
    if (!read) {
        check_message(read.error());
        return;
    }
    require(read->at >= Second{}, "a time before 1970");
    // The last hours of 9999 in UTC are those of a year in Paris that RFC 3339 cannot write.
    constexpr tasksched::time::Local kEnd =
        std::chrono::local_days{std::chrono::year{10000} / std::chrono::January / 1};
    const Zone printed = zone.local_time(read->at) < kEnd ? zone : Zone();
    const auto again =
        tasksched::time::parse_time(tasksched::time::format_time(read->at, printed), kNow, zone);
    require(again && again->at == read->at, "a time that is read back as another");
}

void check(std::string_view text) {
    static const Zone kParis = Zone::load("Europe/Paris").value_or(Zone());
    check_time(text, kParis);
    if (const auto duration = tasksched::time::parse_duration(text)) {
        require(tasksched::time::parse_duration(tasksched::time::format_duration(*duration)) ==
                    duration,
                "a duration that is read back as another");
    }
    if (const auto period = tasksched::schedule::parse_period(text)) {
        require(tasksched::schedule::parse_period(tasksched::schedule::format_period(*period)) ==
                    period,
                "a period that is read back as another");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tasksched::fuzz::within_time_limit([text] { check(text); });
    return 0;
}
