#include "common/time/numeric_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "common/base/text.h"
#include "common/time/time_text.h"

namespace tasksched::time {
namespace {

using base::Result;
using std::chrono::year_month_day;

bool is_digits(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

unsigned number(std::string_view digits) {
    return static_cast<unsigned>(base::parse_integer(digits).value_or(0));
}

/// The digits of a date, in one of the orders that people use.
struct Order {
    std::string_view name;  ///< "month/day/year"
    std::string_view year;
    std::string_view month;
    std::string_view day;
};

/// Not ok() where the calendar lacks it, or the year is not clear.
year_month_day date_of(const Order& order) {
    const auto year = year_word(order.year);
    return year_month_day{year.value_or(std::chrono::year::min()),
                          std::chrono::month{year ? number(order.month) : 0},
                          std::chrono::day{number(order.day)}};
}

/// The orders in which a word of such a shape can be read, that of at(1) before the others; none
/// for a word of another shape.
std::vector<Order> orders_of(std::string_view word) {
    if (is_digits(word, 6, 6)) {
        const auto [a, b, c] = std::array{word.substr(0, 2), word.substr(2, 2), word.substr(4, 2)};
        return {{"MMDDYY", c, a, b}, {"DDMMYY", c, b, a}, {"YYMMDD", a, b, c}};
    }
    if (is_digits(word, 8, 8)) {
        const auto [a, b, year] =
            std::array{word.substr(0, 2), word.substr(2, 2), word.substr(4, 4)};
        return {{"MMDDCCYY", year, a, b},
                {"DDMMCCYY", year, b, a},
                {"CCYYMMDD", word.substr(0, 4), year.substr(0, 2), year.substr(2, 2)}};
    }
    for (const char separator : {'/', '.', '-'}) {
        const auto parts = base::split(word, separator);
        if (parts.size() != 3 || !is_digits(parts[0], 1, 2) || !is_digits(parts[1], 1, 2) ||
            !is_digits(parts[2], 2, 4)) {
            continue;
        }
        const auto [a, b, c] = std::array{parts[0], parts[1], parts[2]};
        switch (separator) {
            case '/':
                return {{"month/day/year", c, a, b}, {"day/month/year", c, b, a}};
            case '.':
                return {{"day.month.year", c, b, a}};
            default:
                return {{"year-month-day", a, b, c}, {"day-month-year", c, b, a}};
        }
    }
    return {};
}

base::Error no_date(std::string_view word, const Order& order, std::span<const Order> others) {
    std::string mend = "write it as in 2026-05-01";
    const auto other = std::find_if(others.begin(), others.end(),
                                    [](const Order& known) { return date_of(known).ok(); });
    if (other != others.end()) {
        mend = fmt::format("if it is {}, write {}", other->name, format_date(date_of(*other)));
    }
    if (is_digits(order.year, 2, 2) && !year_word(order.year)) {
        mend = "write the year with four digits";
    }
    return {base::ErrorCode::kInvalid,
            fmt::format("{} is read as {}, as in at(1), and is no such date; {}",
                        base::quoted(word), order.name, mend)};
}

}  // namespace

std::optional<std::chrono::year> year_word(std::string_view word) {
    constexpr unsigned kThisCentury = 2000;
    constexpr unsigned kLastCenturyFrom = 70;
    if (!is_digits(word, 2, 2) && !is_digits(word, 4, 4)) {
        return std::nullopt;
    }
    const unsigned year = number(word);
    if (word.size() == 2 && year >= kLastCenturyFrom) {
        return std::nullopt;
    }
    return std::chrono::year{static_cast<int>(word.size() == 2 ? kThisCentury + year : year)};
}

std::optional<Result<NumericDate>> numeric_date_word(std::string_view word) {
    const auto orders = orders_of(word);
    if (orders.empty()) {
        return std::nullopt;
    }
    const Order& first = orders.front();
    const auto others = std::span(orders).subspan(1);
    const year_month_day date = date_of(first);
    if (!date.ok()) {
        return tl::unexpected(no_date(word, first, others));
    }
    for (const Order& other : others) {
        const year_month_day another = date_of(other);
        if (another.ok() && another != date) {
            return NumericDate{date, fmt::format("{} is read as {}, as in at(1): {}", word,
                                                 first.name, format_date(date))};
        }
    }
    return NumericDate{date, std::nullopt};
}

}  // namespace tasksched::time
