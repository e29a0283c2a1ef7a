#include "common/crontab/command_text.h"

#include <algorithm>

namespace tasksched::crontab {

namespace {

constexpr std::string_view kBlanks = " \t";

/// Takes the command from the front of `text`, and the `%` after it.
std::string take_command(std::string_view& text) {
    std::string command;
    bool escaped = false;
    while (!text.empty()) {
        const char character = text.front();
        text.remove_prefix(1);
        if (character == '%' && !escaped) {
            break;
        }
        if (escaped && (character == '%' || character == '\\')) {
            command.pop_back();
        }
        command += character;
        escaped = !escaped && character == '\\';
    }
    return command;
}

std::string input_of(std::string_view text) {
    std::string input;
    bool escaped = false;
    bool needs_line_end = false;
    for (char character : text) {
        if (escaped && character != '%') {
            input += '\\';
        } else if (!escaped && character == '%') {
            character = '\n';
        }
        escaped = character == '\\';
        if (!escaped) {
            input += character;
            needs_line_end = character != '\n';
        }
    }
    input += escaped ? "\\" : "";
    input += needs_line_end ? "\n" : "";
    return input;
}

}  // namespace

CommandText split_command(std::string_view text) {
    CommandText result{.command = take_command(text), .standard_input = {}};
    if (!text.empty()) {
        result.standard_input = input_of(text);
    }
    return result;
}

CommandFlags take_flags(std::string_view& text) {
    CommandFlags flags;
    for (;;) {
        const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
        const bool are_flags = word.size() > 1 && word.size() < text.size() &&
                               word.front() == '-' &&
                               word.find_first_not_of("nqs", 1) == std::string_view::npos;
        if (!are_flags) {
            return flags;
        }
        flags.mail_failures_only |= word.find('n') != std::string_view::npos;
        flags.quiet |= word.find('q') != std::string_view::npos;
        flags.single |= word.find('s') != std::string_view::npos;
        text.remove_prefix(word.size());
        text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    }
}

}  // namespace tasksched::crontab
