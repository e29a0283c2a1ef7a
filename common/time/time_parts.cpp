#include "common/time/time_parts.h"

#include <fmt/format.h>

#include <span>
#include <string>
#include <vector>

#include "common/base/text.h"
#include "common/time/duration_text.h"
#include "common/time/numeric_date.h"
#include "common/time/time_words.h"

namespace tasksched::time {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kLongest = 200;

/// A word, and the same in lower case.
struct Word {
    std::string_view text;
    std::string lower;
};

/// Where a word such as "now+3days" has its amount; 0 where it has none. The offset in
/// "09:00+02:00" is no amount.
std::size_t place_of_amount(std::string_view word) {
    const auto plus = word.find('+');
    if (plus == std::string_view::npos || offset_word(base::to_lower(word.substr(plus)))) {
        return 0;
    }
    const std::string begin = base::to_lower(word.substr(0, plus));
    const bool is_time = begin == "now" || begin == "today" || begin == "tomorrow" ||
                         clock_word(begin) || weekday_word(begin) || date_word(begin);
    return is_time ? plus : 0;
}

/// Words between blanks; the `T` between a date and a clock time parts them too, and so does the
/// `+` before an amount.
std::vector<Word> split_words(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    constexpr std::size_t kDateLength = 10;
    std::vector<Word> words;
    const auto add = [&](std::string_view word) {
        if (!word.empty()) {
            words.push_back({word, base::to_lower(word)});
        }
    };
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find_first_of(kBlank));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (word.size() > kDateLength + 1 &&
            (word[kDateLength] == 'T' || word[kDateLength] == 't') &&
            date_word(word.substr(0, kDateLength))) {
            add(word.substr(0, kDateLength));
            add(word.substr(kDateLength + 1));
        } else if (const auto amount = place_of_amount(word); amount != 0) {
            add(word.substr(0, amount));
            add(word.substr(amount));
        } else {
            add(word);
        }
    }
    return words;
}

/// Takes the words one after the other and collects the parts.
class Reader {
  public:
    explicit Reader(std::string_view text)
        : text_(text), words_(split_words(text)), left_(words_) {}

    Result<TimeParts> read() {
        if (left_.empty()) {
            return time_not_understood(text_, "it is empty");
        }
        while (!left_.empty()) {
            if (auto taken = take_part(); !taken) {
                return tl::unexpected(std::move(taken.error()));
            }
        }
        if (parts_.now && (parts_.date || parts_.clock)) {
            return wrong_time(text_, "'now' and another time exclude each other");
        }
        if (parts_.utc_offset && !parts_.clock) {
            return wrong_time(text_, "an offset needs a date and a time of day before it");
        }
        if (parts_.utc_offset && parts_.zone) {
            return wrong_time(text_, "it names both an offset and a zone; give one of them");
        }
        return std::move(parts_);
    }

  private:
    const Word& word() const { return left_.front(); }
    void advance(std::size_t count = 1) { left_ = left_.subspan(count); }
    bool is_next(std::string_view text) const { return left_.size() > 1 && left_[1].lower == text; }

    /// Takes one part of one or more words off the front.
    Result<void> take_part() {
        const std::string& lower = word().lower;
        if (lower == "now") {
            parts_.now = true;
            advance();
            return {};
        }
        if (lower == "at" && left_.size() > 1) {
            advance();  // "tomorrow at 9:00"
            return {};
        }
        if (auto done = take_clock(); !done || *done) {
            return without_value(done);
        }
        if (const auto offset = offset_word(lower); offset && parts_.clock) {
            return take_offset(*offset);
        }
        if (lower == "in" || lower.front() == '+') {
            return take_shift();
        }
        if (auto done = take_date(); !done || *done) {
            return without_value(done);
        }
        return take_zone();
    }

    static Result<void> without_value(const Result<bool>& result) {
        return result.map([](bool) {});
    }

    template <typename Part>
    Result<bool> set(std::optional<Part>& part, const Part& value, std::string_view name,
                     std::size_t words) {
        if (part) {
            return wrong_time(text_, fmt::format("it names two {}", name));
        }
        part = value;
        advance(words);
        return true;
    }

    Result<bool> take_clock() {
        const bool apart = is_next("am") || is_next("pm");
        const auto clock = clock_word(apart ? word().lower + left_[1].lower : word().lower);
        if (!clock) {
            return false;
        }
        if (clock->utc_offset) {
            parts_.utc_offset = clock->utc_offset;
        }
        remark_clock(word().lower, *clock);
        auto done = set(parts_.clock, clock->time, "times of day", apart ? 2 : 1);
        if (done && !left_.empty() && word().lower == "utc") {
            return set(parts_.zone, Zone(), "zones", 1);  // at(1): "10:00 utc tomorrow"
        }
        return done;
    }

    /// "2030" may have been meant as a year.
    void remark_clock(std::string_view written, const ClockWord& clock) {
        constexpr std::chrono::year kFrom{2000};
        const auto year = year_word(written);
        if (year && *year >= kFrom) {
            const std::chrono::hh_mm_ss time{clock.time};
            parts_.remarks.push_back(fmt::format("{} is read as the time of day {:02}:{:02}",
                                                 written, time.hours().count(),
                                                 time.minutes().count()));
        }
    }

    Result<void> take_offset(std::chrono::seconds offset) {
        return without_value(set(parts_.utc_offset, offset, "offsets", 1));
    }

    Result<bool> set_date(const DateWord& date, std::size_t words) {
        return set(parts_.date, date, "dates", words);
    }

    Result<bool> take_date() {
        const std::string& lower = word().lower;
        if (const auto date = date_word(lower)) {
            return set_date(*date, 1);
        }
        if (const auto date = numeric_date_word(lower)) {
            return take_numeric_date(*date);
        }
        if (const auto weekday = weekday_word(lower)) {
            return set_date(NamedWeekday{*weekday, false}, 1);
        }
        if (lower == "today" || lower == "tomorrow" || lower == "yesterday") {
            return set_date(std::chrono::days{lower == "today"      ? 0
                                              : lower == "tomorrow" ? 1
                                                                    : -1},
                            1);
        }
        if (lower == "next" && left_.size() > 1) {
            return take_next();
        }
        return take_month_and_day();
    }

    Result<bool> take_numeric_date(const Result<NumericDate>& read) {
        if (!read) {
            return wrong_time(text_, read.error().message);
        }
        if (read->remark) {
            parts_.remarks.push_back(*read->remark);
        }
        return set_date(read->date, 1);
    }

    /// "next friday", "next week".
    Result<bool> take_next() {
        if (const auto weekday = weekday_word(left_[1].lower)) {
            return set_date(NamedWeekday{*weekday, true}, 2);
        }
        const auto unit = unit_word(left_[1].lower);
        if (!unit) {
            return time_not_understood(
                text_, fmt::format("'next' needs a day of the week or a unit, not {}",
                                   base::quoted(left_[1].text)));
        }
        return set(parts_.shift, *unit, "amounts to add", 2);
    }

    /// "may 1", "1 may", "may 1 2027", "may 1, 2027", "may 1 27".
    Result<bool> take_month_and_day() {
        if (left_.size() < 2) {
            return false;
        }
        const bool month_first = month_word(word().lower).has_value();
        std::string_view number = left_[month_first ? 1 : 0].lower;
        if (number.ends_with(',')) {
            number.remove_suffix(1);
        }
        const auto month = month_word(left_[month_first ? 0 : 1].lower);
        const auto day = number_word(number);
        if (!month || !day || *day > 31) {
            return false;
        }
        const auto date = *month / static_cast<int>(*day);
        if (const auto year = left_.size() > 2 ? year_word(left_[2].lower) : std::nullopt) {
            return set_date(date / *year, 3);
        }
        return set_date(date, 2);
    }

    /// "in 2 hours", "+2h", "+ 3 days": all that follows.
    Result<void> take_shift() {
        if (parts_.shift) {
            return wrong_time(text_, "it names two amounts to add");
        }
        Shift total;
        if (word().lower == "in" || word().lower == "+") {
            advance();
        } else {
            left_[0].text.remove_prefix(1);
            left_[0].lower.erase(0, 1);
        }
        do {
            const auto amount = take_amount();
            if (!amount) {
                return tl::unexpected(amount.error());
            }
            total.months += amount->months;
            total.days += amount->days;
            total.seconds += amount->seconds;
        } while (!left_.empty());
        parts_.shift = total;
        return {};
    }

    /// "2h30m", "90", "1mo", "3 days".
    Result<Shift> take_amount() {
        if (left_.empty()) {
            return time_not_understood(text_, "an amount is missing, as in '+ 3 days'");
        }
        const std::string_view lower = word().lower;
        const auto letters = std::min(lower.find_first_not_of("0123456789"), lower.size());
        const auto number = number_word(lower.substr(0, letters));
        const bool apart = letters == lower.size() && left_.size() > 1;
        const auto unit =
            unit_word(apart ? std::string_view(left_[1].lower) : lower.substr(letters));
        if (number && unit) {
            advance(apart ? 2 : 1);
            return Shift{*number * unit->months, *number * unit->days, *number * unit->seconds};
        }
        const auto duration = parse_duration(lower);
        if (!duration) {
            return time_not_understood(
                text_, fmt::format("{} is no amount of time", base::quoted(word().text)));
        }
        advance();
        return Shift{0, 0, duration->count()};
    }

    /// A zone, as the last word.
    Result<void> take_zone() {
        const bool first = !parts_.date && !parts_.clock && !parts_.shift && !parts_.now;
        if (first || parts_.zone || left_.size() > 1) {
            return time_not_understood(
                text_, fmt::format("{} is not understood", base::quoted(word().text)));
        }
        auto zone = Zone::load(word().text);
        if (!zone) {
            return wrong_time(text_, zone.error().message);
        }
        parts_.zone = std::move(*zone);
        advance();
        return {};
    }

    std::string_view text_;
    std::vector<Word> words_;
    std::span<Word> left_;
    TimeParts parts_;
};

}  // namespace

tl::unexpected<base::Error> wrong_time(std::string_view text, std::string_view what) {
    return base::fail(ErrorCode::kInvalid, "time {}: {}", base::quoted(text), what);
}

tl::unexpected<base::Error> time_not_understood(std::string_view text, std::string_view what) {
    return wrong_time(text, fmt::format("{}; expected a time such as 2026-05-01T09:00:00+02:00, "
                                        "'2026-05-01 09:00 Europe/Paris', 09:00, noon, "
                                        "'tomorrow 9am', 'monday 09:00', @SECONDS or +2h",
                                        what));
}

Result<TimeParts> read_time_parts(std::string_view text) {
    if (text.size() > kLongest) {
        return wrong_time(text, fmt::format("it is longer than {} characters", kLongest));
    }
    return Reader(text).read();
}

}  // namespace tasksched::time
