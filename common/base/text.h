#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tasksched::base {

/// `text` without the blanks, tabs and line ends around it.
std::string_view trim(std::string_view text);

/// The parts of `text` between the `separator`s; one empty part for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

/// ASCII lower case; other bytes stay.
std::string to_lower(std::string_view text);

/// The whole of `text` as a decimal integer (an optional '-', then digits); none where it is
/// anything else or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Whether `text` is valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// Whether `text` holds a control character: below U+0020, U+007F, or U+0080 to U+009F.
bool has_control(std::string_view text);

/// `text` fit for a terminal or a log line: control characters, bidirectional overrides and bytes
/// that are not UTF-8 are written as \xHH or \u{H}; everything else stays as it is.
std::string escape_control(std::string_view text);

/// `text` between single quotes with its control characters escaped and long texts cut, as error
/// messages quote a user's value.
std::string quoted(std::string_view text);

/// The candidate nearest to `word` by edit distance; none where none is near enough to suggest.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

}  // namespace tasksched::base
