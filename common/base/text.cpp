#include "common/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace tasksched::base {
namespace {

constexpr std::size_t kLongestQuote = 80;

/// One character of a text and the bytes that it takes; a byte that starts no valid sequence stands
/// for itself, as invalid.
struct Decoded {
    char32_t code = 0;
    std::size_t length = 1;
    bool valid = false;
};

unsigned byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

/// RFC 3629, section 4: the well-formed sequences.
Decoded decode(std::string_view text, std::size_t place) {
    const unsigned lead = byte_at(text, place);
    if (lead < 0x80) {
        return {.code = lead, .length = 1, .valid = true};
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || place + length > text.size()) {
        return {};
    }
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const unsigned next = byte_at(text, place + i);
        if ((next & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (next & 0x3FU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code > 0x10FFFF) {
        return {};
    }
    return {.code = code, .length = length, .valid = true};
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code <= 0x9F); }

/// Characters that change the order or the visibility of those around them (Unicode TR36).
bool is_deceptive(char32_t code) {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0x200E || code == 0x200F || code == 0x061C || code == 0x2028 || code == 0x2029;
}

/// How many characters are changed, added or left out between the two; where that is `limit` or
/// more, any number from `limit` on, found early.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const auto [shorter, longer] = std::minmax({a.size(), b.size()});
    if (longer - shorter >= limit) {
        return limit;
    }
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
        }
        if (*std::min_element(row.begin(), row.end()) >= limit) {
            return limit;  // later rows only grow
        }
    }
    return row.back();
}

}  // namespace

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return value;
}

bool is_utf8(std::string_view text) {
    for (std::size_t place = 0; place < text.size();) {
        const Decoded character = decode(text, place);
        if (!character.valid) {
            return false;
        }
        place += character.length;
    }
    return true;
}

bool has_control(std::string_view text) {
    for (std::size_t place = 0; place < text.size();) {
        const Decoded character = decode(text, place);
        if (character.valid && is_control(character.code)) {
            return true;
        }
        place += character.length;
    }
    return false;
}

std::string escape_control(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (std::size_t place = 0; place < text.size();) {
        const Decoded character = decode(text, place);
        if (!character.valid || (is_control(character.code) && character.length == 1)) {
            escaped += fmt::format("\\x{:02X}", byte_at(text, place));
        } else if (is_control(character.code) || is_deceptive(character.code)) {
            escaped += fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(character.code));
        } else {
            escaped += text.substr(place, character.length);
        }
        place += character.length;
    }
    return escaped;
}

std::string quoted(std::string_view text) {
    std::size_t length = text.size();
    if (length > kLongestQuote) {
        length = 0;
        while (length < kLongestQuote) {
            length += decode(text, length).length;
        }
    }
    return fmt::format("'{}{}'", escape_control(text.substr(0, length)),
                       length < text.size() ? "..." : "");
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
    // One slip in a short word, more in a longer one; beyond that a suggestion only puzzles.
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::optional<std::string_view> best;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate, least);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace tasksched::base
