#include "common/crontab/field_reader.h"

#include <algorithm>
#include <limits>
#include <string>

#include "common/base/text.h"

namespace tasksched::crontab {

namespace {

/// As many letters and digits as cron collects.
constexpr std::size_t kLongest = 999;

bool is_digit(int character) { return character >= '0' && character <= '9'; }

bool is_letter_or_digit(int character) {
    return is_digit(character) || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

/// The number that the digits say; the largest one where they say a larger.
int number_of(const std::string& digits) {
    const auto number = base::parse_integer(digits);
    constexpr int kLargest = std::numeric_limits<int>::max();
    return number && *number < kLargest ? static_cast<int>(*number) : kLargest;
}

}  // namespace

/// A number, or one of the range's names.
bool FieldReader::read_number(const FieldRange& range, int& number) {
    std::string text;
    for (; is_letter_or_digit(character_); next()) {
        if (text.size() == kLongest) {
            return false;
        }
        text += static_cast<char>(character_);
    }
    const std::string lower = base::to_lower(text);
    const auto name = std::find(range.names.begin(), range.names.end(), lower);
    if (name != range.names.end()) {
        number = range.low + static_cast<int>(name - range.names.begin());
        return true;
    }
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
        return false;
    }
    number = number_of(text);
    return true;
}

/// `*`, a value or a range, the first and the last with a step or without.
bool FieldReader::read_item(const FieldRange& range, std::uint64_t& bits) {
    int first = range.low;
    int last = range.high;
    if (character_ == '*') {
        next();
        if (character_ == Characters::kEnd) {
            return false;
        }
    } else {
        if (!read_number(range, first)) {
            return false;
        }
        if (character_ != '-') {
            last = first;
            if (character_ == '/' || first < range.low || first > range.high) {
                return false;  // a step needs a range
            }
            bits |= std::uint64_t{1} << static_cast<unsigned>(first);
            return true;
        }
        next();
        if (!read_number(range, last)) {
            return false;
        }
    }
    int step = 1;
    if (character_ == '/') {
        next();
        if (!read_number({}, step) || step <= 0) {
            return false;
        }
    }
    if (first < range.low || first > range.high || last < range.low || last > range.high) {
        return false;
    }
    for (std::int64_t value = first; value <= last; value += step) {
        bits |= std::uint64_t{1} << static_cast<unsigned>(value);
    }
    return true;
}

bool FieldReader::read(const FieldRange& range, FieldValues& values) {
    values = {.bits = 0, .is_star = character_ == '*'};
    for (;;) {
        // A number that the table ends after is no field any more.
        if (!read_item(range, values.bits) || character_ == Characters::kEnd) {
            return false;
        }
        if (character_ != ',') {
            break;
        }
        next();
    }
    while (!at_blank() && character_ != '\n' && character_ != Characters::kEnd) {
        next();
    }
    while (at_blank()) {
        next();
    }
    return character_ != Characters::kEnd;
}

void FieldReader::finish() {
    if (character_ != Characters::kEnd) {
        characters_.unget();
    }
}

}  // namespace tasksched::crontab
