#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::cli {

enum class Colour { kNone, kGreen, kRed, kYellow, kBlue, kDim, kBold };

/// How results are shown: for a person at a terminal, or for the program at a pipe's end.
struct Style {
    bool terminal = false;  ///< aligned tables with a header, relative times
    bool colour = false;

    /// `text` in the colour, where there are colours.
    [[nodiscard]] std::string paint(std::string_view text, Colour in) const;
};

/// The style for `descriptor`. `color` is the value of --color: auto (also where it is absent),
/// always or never, kInvalid otherwise; `no_color` is the variable NO_COLOR, which a --color on
/// the command line overrules (no-color.org).
base::Result<Style> detect_style(int descriptor, const std::optional<std::string>& color,
                                 const std::optional<std::string>& no_color);

/// The colour of a task's or run's state.
Colour state_colour(std::string_view state);

}  // namespace tasksched::cli
