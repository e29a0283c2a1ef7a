#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::schedule {

/// What one field of a cron expression takes.
struct FieldKind {
    std::string_view name;  ///< as messages call it: "minute"
    unsigned low = 0;
    unsigned high = 0;     ///< what `*` ends at
    unsigned highest = 0;  ///< the largest number that is taken: 7 for Sunday, else `high`
    std::span<const std::string_view> names;  ///< in lower case; the first one stands for `low`
    std::string_view others;                  ///< further forms, for messages: ", L, LW"
};

/// Where in which expression a value stands, for messages.
struct FieldPlace {
    std::string_view expression;
    const FieldKind& kind;
};

/// Draws what `~` leaves open. The same seed gives the same numbers.
class Draw {
  public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}

    /// One that takes all values that could be drawn, in the place of one of them.
    static Draw all_values() {
        Draw draw(0);
        draw.takes_all_ = true;
        return draw;
    }

    [[nodiscard]] bool takes_all() const { return takes_all_; }

    /// A number from 0 to `count` - 1, for a positive `count`.
    unsigned below(unsigned count);

    /// Whether a number was drawn.
    [[nodiscard]] bool used() const { return used_; }

  private:
    std::uint64_t state_;
    bool used_ = false;
    bool takes_all_ = false;
};

/// What a field, or an item of its list, allows.
struct FieldSet {
    std::uint64_t bits = 0;
    std::string text;  ///< as it was written, with what was drawn in the place of `~`
};

/// An item that is no number, range or step: true where it was one and was taken in.
using TakeSpecial = std::function<base::Result<bool>(std::string_view item)>;

/// An error about this field: "cron expression '...': <what>".
tl::unexpected<base::Error> wrong_field(const FieldPlace& place, std::string_view what);

/// A number or a name of the field, within its range. kInvalid says what is allowed.
base::Result<unsigned> read_value(const FieldPlace& place, std::string_view text);

/// A whole field: items between commas, each `*`, a value, a range, either with a step, a range of
/// which one value is drawn (`~`), or what `take_special` knows. kInvalid says what is allowed.
base::Result<FieldSet> read_field(const FieldPlace& place, std::string_view text, Draw& draw,
                                  const TakeSpecial& take_special);

}  // namespace tasksched::schedule
