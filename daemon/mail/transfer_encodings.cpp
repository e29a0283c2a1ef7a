#include "daemon/mail/transfer_encodings.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tasksched::daemon {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kEncodedLine = 76;
constexpr std::size_t kBytesInLine = kEncodedLine / 4 * 3;
constexpr std::size_t kLongestLine = 998;

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
}

bool stays_itself(char c) { return (c >= ' ' && c <= '~' && c != '=') || c == '\t'; }

/// One line without its end.
void append_quoted_line(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool plain = stays_itself(c) && !(is_last && (c == ' ' || c == '\t'));
        const std::size_t width = plain ? 1 : 3;
        // Where the line goes on, its last place is for the '=' that says so.
        if (column + width > kEncodedLine - (is_last ? 0 : 1)) {
            out += "=\r\n";
            column = 0;
        }
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '=';
            out += kHex[byte >> 4U];
            out += kHex[byte & 0xFU];
        }
        column += width;
    }
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t group =
            (byte_at(bytes, i) << 16U) | (byte_at(bytes, i + 1) << 8U) | byte_at(bytes, i + 2);
        text += kBase64[group >> 18U];
        text += kBase64[(group >> 12U) & 63U];
        text += i + 1 < bytes.size() ? kBase64[(group >> 6U) & 63U] : '=';
        text += i + 2 < bytes.size() ? kBase64[group & 63U] : '=';
    }
    return text;
}

std::string base64_lines(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() / kBytesInLine * (kEncodedLine + 2) + kEncodedLine + 2);
    while (!bytes.empty()) {
        text += base64(bytes.substr(0, kBytesInLine));
        text += kLineEnd;
        bytes.remove_prefix(std::min(bytes.size(), kBytesInLine));
    }
    return text;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const std::size_t end = text.find(kLineEnd);
        append_quoted_line(out, text.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        out += kLineEnd;
        text.remove_prefix(end + kLineEnd.size());
    }
    return out;
}

std::string with_mail_lines(std::string_view text) {
    std::string lines;
    lines.reserve(text.size() + text.size() / 16 + 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
            lines += '\r';
        }
        lines += text[i];
    }
    if (!lines.ends_with(kLineEnd)) {
        lines += kLineEnd;
    }
    return lines;
}

bool is_mail_text(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(kLineEnd), text.size());
        const std::string_view line = text.substr(0, end);
        const bool is_plain = std::all_of(
            line.begin(), line.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
        if (!is_plain || line.size() > kLongestLine) {
            return false;
        }
        text.remove_prefix(std::min(text.size(), end + kLineEnd.size()));
    }
    return true;
}

}  // namespace tasksched::daemon
