#include "cli/output/style.h"

#include <unistd.h>

#include "common/base/text.h"

namespace tasksched::cli {
namespace {

std::string_view escape_sequence(Colour colour) {
    switch (colour) {
        case Colour::kGreen:
            return "\x1b[32m";
        case Colour::kRed:
            return "\x1b[31m";
        case Colour::kYellow:
            return "\x1b[33m";
        case Colour::kBlue:
            return "\x1b[34m";
        case Colour::kDim:
            return "\x1b[2m";
        case Colour::kBold:
            return "\x1b[1m";
        case Colour::kNone:
            break;
    }
    return "";
}

}  // namespace

std::string Style::paint(std::string_view text, Colour in) const {
    if (!colour || in == Colour::kNone) {
        return std::string(text);
    }
    return fmt::format("{}{}\x1b[0m", escape_sequence(in), text);
}

base::Result<Style> detect_style(int descriptor, const std::optional<std::string>& color,
                                 const std::optional<std::string>& no_color) {
    Style style;
    style.terminal = ::isatty(descriptor) == 1;
    style.colour = style.terminal && !no_color;
    if (color == "always") {
        style.colour = true;
    } else if (color == "never") {
        style.colour = false;
    } else if (color && *color != "auto") {
        return base::fail(base::ErrorCode::kInvalid, "--color {}: it takes auto, always or never",
                          base::quoted(*color));
    } else if (color) {
        style.colour = style.terminal;
    }
    return style;
}

Colour state_colour(std::string_view state) {
    if (state == "succeeded" || state == "active") {
        return Colour::kGreen;
    }
    if (state == "failed") {
        return Colour::kRed;
    }
    if (state == "unknown" || state == "paused" || state == "skipped") {
        return Colour::kYellow;
    }
    if (state == "running") {
        return Colour::kBlue;
    }
    return state == "cancelled" || state == "done" ? Colour::kDim : Colour::kNone;
}

}  // namespace tasksched::cli
