#include "common/config/calendars.h"

#include <filesystem>
#include <vector>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/config/calendar_keys.h"
#include "common/config/ical_file.h"

namespace tasksched::config {

namespace {

using base::Result;
using schedule::Day;

constexpr std::size_t kMaxIcalBytes = std::size_t{4} * 1024 * 1024;

Result<std::vector<Day>> days_of_file(const Config& config, const std::string& file) {
    const std::filesystem::path path = std::filesystem::path(config.file).parent_path() / file;
    return base::read_file(path.string(), kMaxIcalBytes).and_then([&](const std::string& text) {
        return days_of_ical(text).map_error([&](base::Error error) {
            error.message =
                fmt::format("{}: {}", base::escape_control(path.string()), error.message);
            return error;
        });
    });
}

}  // namespace

Result<schedule::Calendars> read_calendars(const Config& config) {
    schedule::Calendars calendars;
    for (const auto& [name, calendar] : config.calendars) {
        std::vector<Day> days;
        for (const std::string& date : *calendar.dates) {
            days.push_back(schedule::parse_day(date).value());
        }
        if (!calendar.file->empty()) {
            const auto more = days_of_file(config, *calendar.file);
            if (!more) {
                return base::fail(base::ErrorCode::kInvalid, "{}: calendars.{}.file: {}",
                                  calendar.file.origin, name, more.error().message);
            }
            days.insert(days.end(), more->begin(), more->end());
        }
        calendars.add(name, schedule::DaySet(std::move(days), weekdays_of(*calendar.weekdays)));
    }
    return calendars;
}

}  // namespace tasksched::config
