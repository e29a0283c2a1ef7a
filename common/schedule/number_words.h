#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tasksched::schedule {

/// Numbers at even distances: 0, 15, 30, 45.
struct Progression {
    unsigned first = 0;
    unsigned last = 0;
    unsigned step = 1;  ///< 1 where there is one number alone
    unsigned count = 0;
};

/// The numbers of the bits that are set, as a progression; none where there are no bits, or their
/// distances differ.
std::optional<Progression> as_progression(std::uint64_t bits);

/// The numbers of the bits that are set, from low to high.
std::vector<unsigned> numbers_of(std::uint64_t bits);

/// The numbers of the bits that are set, each by `name`; three or more in a row are one part, "0 to
/// 3".
std::vector<std::string> spans_of(std::uint64_t bits,
                                  const std::function<std::string(unsigned)>& name);

/// "a", "a and b", "a, b and c".
std::string join_words(std::span<const std::string> words);

/// "1 minute", "7 minutes".
std::string counted(std::int64_t count, std::string_view unit);

/// "every minute", "every 7 minutes"; `count` is positive.
std::string every(std::int64_t count, std::string_view unit);

/// "1st", "22nd", "13th".
std::string ordinal(unsigned number);

}  // namespace tasksched::schedule
