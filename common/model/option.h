#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"

namespace tasksched::model {

/// An error that names the option whose value it speaks of: "--count: ...".
inline tl::unexpected<base::Error> in_option(std::string_view option, base::Error error) {
    error.message = fmt::format("{}: {}", option, error.message);
    return tl::unexpected(std::move(error));
}

/// The refusal of what was given as a whole.
inline tl::unexpected<base::Error> invalid(std::string_view message) {
    return base::fail(base::ErrorCode::kInvalid, "{}", message);
}

/// The refusal of an option, or of a combination of options.
template <typename... Args>
tl::unexpected<base::Error> invalid_option(std::string_view option,
                                           fmt::format_string<Args...> format, Args&&... args) {
    return in_option(option, base::Error{base::ErrorCode::kInvalid,
                                         fmt::format(format, std::forward<Args>(args)...)});
}

/// The value of an option that takes a whole number from `least` to `most`.
inline base::Result<std::int64_t> parse_number(std::string_view option, std::string_view text,
                                               std::int64_t least, std::int64_t most) {
    const auto number = base::parse_integer(text);
    if (!number || *number < least || *number > most) {
        return invalid_option(option, "{} is not a whole number from {} to {}", base::quoted(text),
                              least, most);
    }
    return *number;
}

/// What takes a value away again in an update: `--timeout none`.
inline constexpr std::string_view kNoneWord = "none";

}  // namespace tasksched::model
