#include "common/config/calendar_keys.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/config/refuse.h"

namespace tasksched::config {

namespace {

using base::Result;
using Texts = std::vector<std::string>;

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::array<std::string_view, 3> kKeyNames{"dates", "weekdays", "file"};
constexpr std::array<std::string_view, 7> kWeekdayNames{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};

/// A name as options take it: without blanks and commas, and not the word that takes them away.
Result<void> check_calendar_name(const std::string& name) {
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    if (name.empty() || name.size() > kMaxNameBytes || name == "none" || name.front() == '-' ||
        name.find_first_not_of(kAllowed) != std::string::npos) {
        return refuse(
            "{} cannot name a calendar: up to 64 of A-Z, a-z, 0-9, '_' and '-' are expected, other "
            "than 'none', not beginning with '-'",
            base::quoted(name));
    }
    return {};
}

Result<Texts> read_texts(const Entry& entry, std::string_view example) {
    const auto* texts = std::get_if<Texts>(&entry.value);
    if (texts == nullptr) {
        return refuse("a list of texts such as {} is expected", example);
    }
    return *texts;
}

Result<void> read_dates(const Entry& entry, Value<Texts>& target) {
    auto dates = read_texts(entry, R"(["2026-12-25", "2027-01-01"])");
    if (!dates) {
        return tl::unexpected(std::move(dates.error()));
    }
    for (const std::string& date : *dates) {
        if (!schedule::parse_day(date)) {
            return refuse(
                "{} is no date; one such as 2026-12-25, of the years 1970 to 2200, is "
                "expected",
                base::quoted(date));
        }
    }
    target.value = std::move(*dates);
    return {};
}

std::size_t weekday_of(std::string_view name) {
    const auto* found = std::find(kWeekdayNames.begin(), kWeekdayNames.end(), name);
    return static_cast<std::size_t>(std::distance(kWeekdayNames.begin(), found));
}

Result<void> read_weekdays(const Entry& entry, Value<Texts>& target) {
    auto names = read_texts(entry, R"(["fri", "sat"])");
    if (!names) {
        return tl::unexpected(std::move(names.error()));
    }
    for (const std::string& name : *names) {
        if (weekday_of(name) == kWeekdayNames.size()) {
            return refuse("{} is not one of sun, mon, tue, wed, thu, fri, sat", base::quoted(name));
        }
    }
    target.value = std::move(*names);
    return {};
}

Result<void> read_file_name(const Entry& entry, Value<std::string>& target) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || text->empty() || base::has_control(*text)) {
        return refuse(R"(the path of an iCalendar file such as "holidays.ics" is expected)");
    }
    target.value = *text;
    return {};
}

Result<void> read_key(const Entry& entry, const std::string& origin, Calendar& calendar) {
    const std::string& key = entry.path[2];
    if (key == "dates") {
        calendar.dates.origin = origin;
        return read_dates(entry, calendar.dates);
    }
    if (key == "weekdays") {
        calendar.weekdays.origin = origin;
        return read_weekdays(entry, calendar.weekdays);
    }
    if (key == "file") {
        calendar.file.origin = origin;
        return read_file_name(entry, calendar.file);
    }
    const auto near = base::nearest(key, kKeyNames);
    return near ? refuse("unknown key; did you mean '{}'?", *near)
                : refuse("unknown key; a calendar has dates, weekdays and file");
}

}  // namespace

bool is_of_calendars(const Entry& entry) { return entry.path.front() == "calendars"; }

Result<void> read_calendar_entry(const Entry& entry, const std::string& origin, Config& config) {
    const bool is_empty = std::holds_alternative<EmptyTable>(entry.value);
    if (entry.path.size() == 1 && is_empty) {
        return {};
    }
    const bool is_section = entry.path.size() == 2 && is_empty;
    if (!is_section && (entry.path.size() != 3 || is_empty)) {
        return refuse("a calendar is a section of its own: [calendars.NAME]");
    }
    if (auto named = check_calendar_name(entry.path[1]); !named) {
        return named;
    }
    Calendar& calendar = config.calendars[entry.path[1]];
    return is_section ? Result<void>() : read_key(entry, origin, calendar);
}

std::vector<Setting> calendar_settings(const Config& config) {
    std::vector<Setting> settings;
    for (const auto& [name, calendar] : config.calendars) {
        const auto add = [&](const char* key, std::string value, const std::string& origin) {
            const Entry entry{{"calendars", name, key}, 0, {}};
            settings.push_back(Setting{entry.key(), std::move(value), origin});
        };
        add("dates", toml_text(*calendar.dates), calendar.dates.origin);
        add("weekdays", toml_text(*calendar.weekdays), calendar.weekdays.origin);
        add("file", toml_text(*calendar.file), calendar.file.origin);
    }
    return settings;
}

schedule::Weekdays weekdays_of(const std::vector<std::string>& names) {
    schedule::Weekdays weekdays;
    for (const std::string& name : names) {
        weekdays.set(weekday_of(name));
    }
    return weekdays;
}

}  // namespace tasksched::config
