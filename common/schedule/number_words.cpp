#include "common/schedule/number_words.h"

#include <fmt/format.h>

#include <bit>

namespace tasksched::schedule {

std::vector<unsigned> numbers_of(std::uint64_t bits) {
    std::vector<unsigned> numbers;
    for (; bits != 0; bits &= bits - 1) {
        numbers.push_back(static_cast<unsigned>(std::countr_zero(bits)));
    }
    return numbers;
}

std::optional<Progression> as_progression(std::uint64_t bits) {
    const auto numbers = numbers_of(bits);
    if (numbers.empty()) {
        return std::nullopt;
    }
    Progression found{numbers.front(), numbers.back(), 1, static_cast<unsigned>(numbers.size())};
    if (numbers.size() > 1) {
        found.step = numbers[1] - numbers[0];
    }
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        if (numbers[i] - numbers[i - 1] != found.step) {
            return std::nullopt;
        }
    }
    return found;
}

std::vector<std::string> spans_of(std::uint64_t bits,
                                  const std::function<std::string(unsigned)>& name) {
    constexpr unsigned kLeastSpan = 3;
    std::vector<std::string> parts;
    while (bits != 0) {
        const auto first = static_cast<unsigned>(std::countr_zero(bits));
        const auto length = static_cast<unsigned>(std::countr_one(bits >> first));
        if (length >= kLeastSpan) {
            parts.push_back(fmt::format("{} to {}", name(first), name(first + length - 1)));
        } else {
            for (unsigned number = first; number < first + length; ++number) {
                parts.push_back(name(number));
            }
        }
        bits &= bits + (std::uint64_t{1} << first);  // the lowest run of ones, carried away
    }
    return parts;
}

std::string join_words(std::span<const std::string> words) {
    if (words.empty()) {
        return {};
    }
    const std::string& last = words.back();
    const auto others = words.first(words.size() - 1);
    return others.empty() ? last : fmt::format("{} and {}", fmt::join(others, ", "), last);
}

std::string counted(std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

std::string every(std::int64_t count, std::string_view unit) {
    return count == 1 ? fmt::format("every {}", unit) : fmt::format("every {} {}s", count, unit);
}

std::string ordinal(unsigned number) {
    const bool teen = number / 10 % 10 == 1;
    switch (teen ? 0 : number % 10) {
        case 1:
            return fmt::format("{}st", number);
        case 2:
            return fmt::format("{}nd", number);
        case 3:
            return fmt::format("{}rd", number);
        default:
            return fmt::format("{}th", number);
    }
}

}  // namespace tasksched::schedule
