#pragma once

#include <string>
#include <string_view>

namespace tasksched::schedule {

/// What a schedule may do that its writer did not mean.
enum class TrapKind {
    kEitherDay,     ///< both day fields are restricted, and one of them suffices
    kBothDays,      ///< a day field that begins with `*` is restricted: both must match
    kUnevenStep,    ///< a step that does not divide its field
    kShortMonth,    ///< a day that some months do not have
    kRare,          ///< more than a year lies between two occurrences
    kSkippedTime,   ///< a time that a change of the clock passes over
    kRepeatedTime,  ///< a time that a change of the clock brings twice
    kFixedLength,   ///< a period of whole days, which moves when the clock is changed
    kDrawn,         ///< `~`: a stored task draws its own
    kReboot,        ///< it has no times of the clock
};

/// One trap, said to the person who wrote the schedule in a line without a period at its end.
struct Trap {
    TrapKind kind;
    std::string text;
};

/// The kind as JSON has it: "either-day".
std::string_view to_string(TrapKind kind);

}  // namespace tasksched::schedule
