#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/crontab/characters.h"

namespace tasksched::crontab {

/// What cron knows of one of its fields.
struct FieldRange {
    std::string_view error;  ///< "bad minute"
    int low = 0;
    int high = 0;
    std::span<const std::string_view> names;  ///< in lower case; the first one stands for `low`
};

inline constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
inline constexpr std::array<std::string_view, 8> kWeekdays{"sun", "mon", "tue", "wed",
                                                           "thu", "fri", "sat", "sun"};

/// In the order of a line. Sunday is both 0 and 7.
inline constexpr std::array<FieldRange, 5> kFields{{{"bad minute", 0, 59, {}},
                                                    {"bad hour", 0, 23, {}},
                                                    {"bad day-of-month", 1, 31, {}},
                                                    {"bad month", 1, 12, kMonths},
                                                    {"bad day-of-week", 0, 7, kWeekdays}}};

/// What one field allows.
struct FieldValues {
    std::uint64_t bits = 0;  ///< bit n for the value n; none where its ranges run down
    bool is_star = false;    ///< it begins with `*`
};

/// Reads the fields of a line in their order, by cron's own grammar.
class FieldReader {
  public:
    /// The field's first character is the next one.
    explicit FieldReader(Characters& characters) : characters_(characters) {
        character_ = characters_.get();
    }

    /// Reads a field and the blanks after it; false where it is wrong.
    bool read(const FieldRange& range, FieldValues& values);

    /// After the last field: what follows its blanks is the next character again.
    void finish();

  private:
    bool read_item(const FieldRange& range, std::uint64_t& bits);
    bool read_number(const FieldRange& range, int& number);
    void next() { character_ = characters_.get(); }
    [[nodiscard]] bool at_blank() const { return character_ == ' ' || character_ == '\t'; }

    Characters& characters_;
    int character_ = Characters::kEnd;
};

}  // namespace tasksched::crontab
