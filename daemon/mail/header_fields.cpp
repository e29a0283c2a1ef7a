#include "daemon/mail/header_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "daemon/mail/transfer_encodings.h"

namespace tasksched::daemon {
namespace {

constexpr std::size_t kLine = 76;  // RFC 2047 2, for lines that hold an encoded word
constexpr std::size_t kLongestWord = 60;
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr std::size_t kBytesInWord = 45;  // 60 letters of base64, 72 characters in all
constexpr std::size_t kFewestBytesInWord = 12;

/// The letters of RFC 2231's attribute-char that need no escape.
constexpr std::string_view kAttributeSigns = "!#$&+-.^_`{|}~";
constexpr std::size_t kAttributeSection = 48;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Whether it reads the same when it is folded at its blanks.
bool is_plain(std::string_view text) {
    if (!is_ascii(text) || text.find("=?") != std::string_view::npos) {
        return false;
    }
    const auto words = base::split(text, ' ');
    return std::all_of(words.begin(), words.end(), [](std::string_view word) {
        return !word.empty() && word.size() <= kLongestWord;
    });
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The longest beginning of `text` of up to `most` bytes that ends between two characters.
std::string_view whole_characters(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return text;
    }
    std::size_t end = most;
    while (end > 0 && continues_character(text[end])) {
        --end;
    }
    return text.substr(0, end);
}

/// `used` characters of the first line are taken. The text is UTF-8.
std::vector<std::string> encoded_words(std::string_view text, std::size_t used) {
    const std::size_t around = kWordBegin.size() + kWordEnd.size();
    const std::size_t room = used + around < kLine ? (kLine - used - around) / 4 * 3 : 0;
    std::size_t most = std::clamp(room, kFewestBytesInWord, kBytesInWord);
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::string_view part = whole_characters(text, most);
        words.push_back(fmt::format("{}{}{}", kWordBegin, base64(part), kWordEnd));
        text.remove_prefix(part.size());
        most = kBytesInWord;
    }
    return words;
}

/// The field of the words, with a blank or a fold between any two.
std::string fold(std::string_view name, const std::vector<std::string>& words) {
    std::string field = fmt::format("{}:", name);
    std::size_t column = field.size();
    bool is_first = true;
    for (const std::string& word : words) {
        if (!is_first && column + 1 + word.size() > kLine) {
            field += "\r\n";
            column = 0;
        }
        field += ' ';
        field += word;
        column += 1 + word.size();
        is_first = false;
    }
    return field + "\r\n";
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (const std::string_view word : base::split(text, ' ')) {
        words.emplace_back(word);
    }
    return words;
}

bool is_atoms(std::string_view text) {
    return is_plain(text) && text.find_first_of("\"\\<>()[]:;@,.") == std::string_view::npos;
}

std::string quoted_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

std::vector<std::string> phrase(std::string_view text, std::size_t used) {
    if (text.empty()) {
        return {};
    }
    if (is_atoms(text)) {
        return words_of(text);
    }
    std::string quoted = quoted_string(text);
    if (is_ascii(text) && quoted.size() <= kLongestWord &&
        text.find("=?") == std::string_view::npos) {
        return {std::move(quoted)};
    }
    return encoded_words(text, used);
}

std::string percent_encoded(std::string_view character) {
    std::string text;
    for (const char c : character) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           kAttributeSigns.find(c) != std::string_view::npos;
        text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return text;
}

/// RFC 2231 3 and 4: the parameter in numbered sections.
std::vector<std::string> parameter_sections(std::string_view parameter, std::string_view text) {
    std::vector<std::string> sections{"UTF-8''"};
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < text.size() && continues_character(text[length])) {
            ++length;
        }
        const std::string letters = percent_encoded(text.substr(0, length));
        if (sections.back().size() + letters.size() > kAttributeSection) {
            sections.emplace_back();
        }
        sections.back() += letters;
        text.remove_prefix(length);
    }
    std::vector<std::string> words;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string number = sections.size() == 1 ? "" : fmt::format("*{}", i);
        words.push_back(fmt::format("{}{}*={}{}", parameter, number, sections[i],
                                    i + 1 < sections.size() ? ";" : ""));
    }
    return words;
}

}  // namespace

std::string text_field(std::string_view name, std::string_view text) {
    const std::string safe = base::escape_control(text);
    if (safe.empty()) {
        return plain_field(name, "");
    }
    return fold(name, is_plain(safe) ? words_of(safe) : encoded_words(safe, name.size() + 2));
}

std::string address_field(std::string_view name, std::span<const model::Mailbox> mailboxes) {
    std::vector<std::string> words;
    for (const model::Mailbox& mailbox : mailboxes) {
        if (!words.empty()) {
            words.back() += ',';
        }
        const auto parts = phrase(base::escape_control(mailbox.name), name.size() + 2);
        words.insert(words.end(), parts.begin(), parts.end());
        words.push_back(parts.empty() ? mailbox.address : fmt::format("<{}>", mailbox.address));
    }
    return fold(name, words);
}

std::string parameter_field(std::string_view name, std::string_view value,
                            std::string_view parameter, std::string_view text) {
    const std::string safe = base::escape_control(text);
    std::vector<std::string> words{fmt::format("{};", value)};
    const std::string quoted = quoted_string(safe);
    if (is_ascii(safe) && quoted.size() <= kLongestWord && safe.find("=?") == std::string::npos) {
        words.push_back(fmt::format("{}={}", parameter, quoted));
    } else {
        const auto sections = parameter_sections(parameter, safe);
        words.insert(words.end(), sections.begin(), sections.end());
    }
    return fold(name, words);
}

std::string plain_field(std::string_view name, std::string_view value) {
    return fmt::format("{}: {}\r\n", name, value);
}

std::string mail_date(time::Instant instant) {
    constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const time::Second second = time::floor_second(instant);
    const auto midnight = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day day(midnight);
    const std::chrono::hh_mm_ss clock(second - midnight);
    return fmt::format(
        "{}, {} {} {:04} {:02}:{:02}:{:02} +0000",
        kDays.at(std::chrono::weekday(midnight).c_encoding()), static_cast<unsigned>(day.day()),
        kMonths.at(static_cast<unsigned>(day.month()) - 1), static_cast<int>(day.year()),
        clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace tasksched::daemon
