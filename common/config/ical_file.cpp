#include "common/config/ical_file.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include "common/base/text.h"
#include "common/config/ical_library.h"

namespace tasksched::config {

namespace {

using base::ErrorCode;
using base::Result;
using schedule::Day;
using std::chrono::days;
using std::chrono::local_seconds;
using std::chrono::seconds;

/// Of a file, and of what its rules may tell.
constexpr std::size_t kMostDays = 100'000;

/// Of a line that is shown in a message.
constexpr std::size_t kShownBytes = 40;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What the clock of the event's own zone shows; none for what is no date.
std::optional<local_seconds> local_of(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year{time.year},
                                           std::chrono::month{static_cast<unsigned>(time.month)},
                                           std::chrono::day{static_cast<unsigned>(time.day)}};
    if (!date.ok() || time.month < 1 || time.day < 1) {
        return std::nullopt;
    }
    return local_seconds{std::chrono::local_days{date}} + std::chrono::hours{time.hour} +
           std::chrono::minutes{time.minute} + seconds{time.second};
}

Day day_of(local_seconds local) { return std::chrono::floor<days>(local); }

seconds length_of(const icaldurationtype& duration) {
    const seconds length = days{duration.days} + std::chrono::weeks{duration.weeks} +
                           std::chrono::hours{duration.hours} +
                           std::chrono::minutes{duration.minutes} + seconds{duration.seconds};
    return duration.is_neg != 0 ? -length : length;
}

/// Checks that the text is one calendar or more, each with its end. The library would take less,
/// and write on standard error what it thinks of it.
Result<void> check_frame(std::string_view text) {
    constexpr std::string_view kBegin = "begin:";
    constexpr std::string_view kEnd = "end:";
    std::vector<std::string> open;
    bool is_empty = true;
    for (const std::string_view whole : base::split(text, '\n')) {
        const std::string_view line = base::trim(whole);
        const bool is_folded = whole.starts_with(' ') || whole.starts_with('\t');
        if (line.empty() || is_folded) {
            continue;
        }
        const std::string lower = base::to_lower(line);
        if (open.empty() && lower != "begin:vcalendar") {
            return base::fail(ErrorCode::kInvalid,
                              "it is not iCalendar; BEGIN:VCALENDAR is expected in place of {}",
                              base::quoted(line.substr(0, kShownBytes)));
        }
        if (lower.starts_with(kBegin)) {
            open.emplace_back(line.substr(kBegin.size()));
            is_empty = false;
        } else if (lower.starts_with(kEnd)) {
            if (lower.substr(kEnd.size()) != base::to_lower(open.back())) {
                return base::fail(ErrorCode::kInvalid, "END:{} is expected in place of {}",
                                  base::escape_control(open.back()),
                                  base::quoted(line.substr(0, kShownBytes)));
            }
            open.pop_back();
        }
    }
    if (is_empty || !open.empty()) {
        return base::fail(ErrorCode::kInvalid, "it is not a whole iCalendar; {} is expected",
                          is_empty ? "BEGIN:VCALENDAR" : "END:VCALENDAR");
    }
    return {};
}

/// Reads the events of one text.
class Reading {
  public:
    explicit Reading(const IcalLibrary& library) : library_(library) {}

    Result<std::vector<Day>> read(const std::string& text) {
        const std::unique_ptr<icalcomponent, decltype(library_.free_component)> root(
            library_.parse_string(text.c_str()), library_.free_component);
        if (root == nullptr) {
            return base::fail(ErrorCode::kInvalid, "it is not iCalendar");
        }
        each_event(root.get(), [this](icalcomponent* event) { note_override(event); });
        each_event(root.get(), [this](icalcomponent* event) { add(event); });
        if (problem_) {
            return tl::unexpected(std::move(*problem_));
        }
        return std::vector<Day>(days_.begin(), days_.end());
    }

  private:
    template <typename Visit>
    void each_event(icalcomponent* parent, const Visit& visit) {
        for (icalcomponent* child = library_.first_component(parent, ICAL_ANY_COMPONENT);
             child != nullptr; child = library_.next_component(parent, ICAL_ANY_COMPONENT)) {
            if (library_.kind(child) == ICAL_VCALENDAR_COMPONENT) {
                each_event(child, visit);
            } else if (library_.kind(child) == ICAL_VEVENT_COMPONENT) {
                visit(child);
            }
        }
    }

    /// Collected first: a component has but one place at which its properties are walked through,
    /// and every question about it moves that.
    template <typename Visit>
    void each_property(icalcomponent* event, icalproperty_kind kind, const Visit& visit) {
        std::vector<icalproperty*> properties;
        for (icalproperty* property = library_.first_property(event, kind); property != nullptr;
             property = library_.next_property(event, kind)) {
            properties.push_back(property);
        }
        std::for_each(properties.begin(), properties.end(), visit);
    }

    /// The library's complaint about the component that speaks of `subject`; empty for none.
    std::string problem_of(icalcomponent* component, std::string_view subject) {
        std::string found;
        each_property(component, ICAL_XLICERROR_PROPERTY, [&](icalproperty* property) {
            const char* text = library_.error(property);
            if (text != nullptr && std::string_view(text).find(subject) != std::string_view::npos) {
                found = text;
            }
        });
        return found;
    }

    void fail(icalcomponent* event, std::string_view what) {
        if (problem_) {
            return;
        }
        const char* summary = library_.summary(event);
        const char* uid = library_.uid(event);
        const std::string name = summary != nullptr ? summary : uid != nullptr ? uid : "";
        problem_ =
            base::Error{ErrorCode::kInvalid, fmt::format("event {}: {}", base::quoted(name), what)};
    }

    /// An event that takes the place of one recurrence of another is that recurrence no more.
    void note_override(icalcomponent* event) {
        each_property(event, ICAL_RECURRENCEID_PROPERTY, [&](icalproperty* property) {
            if (const auto local = local_of(library_.recurrence_id(property))) {
                overridden_[uid_of(event)].insert(day_of(*local));
            }
        });
    }

    std::string uid_of(icalcomponent* event) {
        const char* uid = library_.uid(event);
        return uid == nullptr ? std::string() : uid;
    }

    bool is_cancelled(icalcomponent* event) {
        icalproperty* status = library_.first_property(event, ICAL_STATUS_PROPERTY);
        return status != nullptr && library_.status(status) == ICAL_STATUS_CANCELLED;
    }

    void add(icalcomponent* event) {
        if (problem_ || is_cancelled(event)) {
            return;
        }
        constexpr std::array<std::string_view, 6> kRead{"DTSTART", "DTEND", "DURATION",
                                                        "RRULE",   "RDATE", "EXDATE"};
        for (const std::string_view subject : kRead) {
            if (const std::string problem = problem_of(event, subject); !problem.empty()) {
                fail(event, base::escape_control(problem));
                return;
            }
        }
        icalproperty* property = library_.first_property(event, ICAL_DTSTART_PROPERTY);
        const icaltimetype start =
            property == nullptr ? icaltimetype{} : library_.dtstart(property);
        const auto first = local_of(start);
        if (!first) {
            fail(event, "DTSTART, a date, is expected");
            return;
        }
        add_recurrences(event, start, *first, end_of(event, start, *first) - *first);
    }

    /// RFC 5545 3.6.1: a date lasts a day, a time no time, where neither end nor length is given.
    local_seconds end_of(icalcomponent* event, const icaltimetype& start, local_seconds first) {
        if (icalproperty* end = library_.first_property(event, ICAL_DTEND_PROPERTY)) {
            return local_of(library_.dtend(end)).value_or(first);
        }
        if (icalproperty* length = library_.first_property(event, ICAL_DURATION_PROPERTY)) {
            return first + length_of(library_.duration(length));
        }
        return start.is_date != 0 ? first + days{1} : first;
    }

    void add_recurrences(icalcomponent* event, const icaltimetype& start, local_seconds first,
                         seconds length) {
        std::set<Day> without;
        if (library_.first_property(event, ICAL_RECURRENCEID_PROPERTY) == nullptr) {
            without = overridden_[uid_of(event)];
        }
        each_property(event, ICAL_EXDATE_PROPERTY, [&](icalproperty* property) {
            if (const auto local = local_of(library_.exdate(property))) {
                without.insert(day_of(*local));
            }
        });
        const auto add_one = [&](local_seconds begin) {
            if (!without.contains(day_of(begin))) {
                add_days(event, begin, length);
            }
        };
        add_one(first);
        each_property(event, ICAL_RDATE_PROPERTY, [&](icalproperty* property) {
            const icaldatetimeperiodtype given = library_.rdate(property);
            const auto date = local_of(given.time);
            if (const auto local = date ? date : local_of(given.period.start)) {
                add_one(*local);
            }
        });
        each_property(event, ICAL_RRULE_PROPERTY, [&](icalproperty* property) {
            add_rule(event, library_.rrule(property), start, add_one);
        });
    }

    /// Dates alone count, so the rule is told as dates are, with its end included.
    template <typename Add>
    void add_rule(icalcomponent* event, icalrecurrencetype rule, icaltimetype start,
                  const Add& add_one) {
        if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE) {
            fail(event, "RRULE: a rule that repeats each day, week, month or year is expected");
            return;
        }
        start.zone = nullptr;
        if (rule.until.year != 0) {
            rule.until.hour = 23;
            rule.until.minute = 59;
            rule.until.second = 59;
            rule.until.is_date = 0;
            rule.until.zone = nullptr;
        }
        const std::unique_ptr<icalrecur_iterator, decltype(library_.end_rule)> iterator(
            library_.begin_rule(rule, start), library_.end_rule);
        if (iterator == nullptr) {
            fail(event, "RRULE: the rule cannot be followed");
            return;
        }
        for (std::size_t told = 0; !problem_; ++told) {
            const auto local = local_of(library_.next_of_rule(iterator.get()));
            if (!local || day_of(*local) > schedule::kLastDay) {
                return;
            }
            if (told == kMostDays) {
                fail(event, fmt::format("RRULE: more than {} recurrences", kMostDays));
            }
            add_one(*local);
        }
    }

    void add_days(icalcomponent* event, local_seconds begin, seconds length) {
        const local_seconds last = std::max(begin, begin + length - seconds{1});
        const Day end = std::min(day_of(last), schedule::kLastDay);
        for (Day day = std::max(day_of(begin), schedule::kFirstDay); day <= end; day += days{1}) {
            days_.insert(day);
        }
        if (days_.size() > kMostDays) {
            fail(event, fmt::format("with it the file has more than {} days", kMostDays));
        }
    }

    const IcalLibrary& library_;
    std::set<Day> days_;
    std::map<std::string, std::set<Day>> overridden_;  ///< days by UID
    std::optional<base::Error> problem_;
};

}  // namespace

Result<std::vector<Day>> days_of_ical(const std::string& text) {
    if (text.find('\0') != std::string::npos) {
        return base::fail(ErrorCode::kInvalid, "it is not iCalendar: it has a NUL character");
    }
    const std::string_view mark = text.starts_with(kByteOrderMark) ? kByteOrderMark : "";
    if (auto framed = check_frame(std::string_view(text).substr(mark.size())); !framed) {
        return tl::unexpected(std::move(framed.error()));
    }
    const auto& library = ical_library();
    if (!library) {
        return tl::unexpected(library.error());
    }
    return Reading(*library).read(text.substr(mark.size()));
}

}  // namespace tasksched::config
