#include "cli/output/terminal_text.h"

#include <utility>

#include "common/base/text.h"

namespace tasksched::cli {
namespace {

std::string escape(std::string_view output) {
    std::string result;
    std::string_view separator;
    for (const std::string_view line : base::split(output, '\n')) {
        result += separator;
        separator = "\n";
        std::string_view tab;
        for (const std::string_view part : base::split(line, '\t')) {
            result += tab;
            result += base::escape_control(part);
            tab = "\t";
        }
    }
    return result;
}

/// How many bytes a character of UTF-8 has that begins with the byte; 1 where none does.
std::size_t length_of_character(unsigned char first) {
    if (first >= 0xF0U) {
        return 4;
    }
    if (first >= 0xE0U) {
        return 3;
    }
    return first >= 0xC0U ? 2 : 1;
}

/// How many bytes at the end are a character whose last bytes are missing.
std::size_t cut_short(std::string_view bytes) {
    for (std::size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0U) != 0x80U) {  // where a character begins
            return length_of_character(byte) > back ? back : 0;
        }
    }
    return 0;
}

}  // namespace

std::string TerminalText::next(std::string_view bytes) {
    held_ += bytes;
    const std::size_t whole = held_.size() - cut_short(held_);
    std::string text = escape(std::string_view(held_).substr(0, whole));
    held_.erase(0, whole);
    return text;
}

std::string TerminalText::rest() { return escape(std::exchange(held_, {})); }

}  // namespace tasksched::cli
