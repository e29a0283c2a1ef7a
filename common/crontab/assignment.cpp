#include "common/crontab/assignment.h"

#include <algorithm>

namespace tasksched::crontab {

namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";
constexpr std::string_view kQuotes = "'\"";

bool is_blank(char character) { return kBlanks.find(character) != std::string_view::npos; }

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

std::string_view without_blanks_at_end(std::string_view text) {
    const std::size_t last = text.find_last_not_of(kBlanks);
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Takes a text between quotes from the front of `text`, where one stands there.
std::optional<std::string_view> take_quoted(std::string_view& text) {
    const char quote = text.front();
    const std::size_t end = text.find(quote, 1);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view inside = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return inside;
}

bool begins_with_quote(std::string_view text) {
    return !text.empty() && kQuotes.find(text.front()) != std::string_view::npos;
}

/// The name, up to its `=`, which stays at the front of `text`.
std::optional<std::string_view> take_name(std::string_view& text) {
    std::string_view name;
    if (begins_with_quote(text)) {
        const auto quoted = take_quoted(text);
        if (!quoted || quoted->find('=') != std::string_view::npos) {
            return std::nullopt;
        }
        name = *quoted;
    } else {
        const auto* const end = std::find_if(text.begin(), text.end(), [](char character) {
            return character == '=' || is_blank(character);
        });
        name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        text.remove_prefix(name.size());
    }
    skip_blanks(text);
    return !text.empty() && text.front() == '=' ? std::optional(name) : std::nullopt;
}

/// The value that is the whole of `text`. An empty one has to be quoted.
std::optional<std::string_view> take_value(std::string_view text) {
    if (!begins_with_quote(text)) {
        return text.empty() ? std::nullopt : std::optional(without_blanks_at_end(text));
    }
    const auto quoted = take_quoted(text);
    skip_blanks(text);
    return quoted && text.empty() ? quoted : std::nullopt;
}

/// Cron looks for quotes once more in what it has found, blanks at its end left aside.
std::string_view unquoted_again(std::string_view value) {
    value = without_blanks_at_end(value);
    const bool quoted =
        value.size() >= 2 && begins_with_quote(value) && value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::optional<Assignment> read_assignment(std::string_view line) {
    const auto name = take_name(line);
    if (!name) {
        return std::nullopt;
    }
    line.remove_prefix(1);
    skip_blanks(line);
    const auto value = take_value(line);
    if (!value) {
        return std::nullopt;
    }
    return Assignment{std::string(*name), std::string(unquoted_again(*value))};
}

void Variables::set(Assignment assignment) {
    if (is_shared_) {
        list_ = std::make_shared<List>(*list_);
        is_shared_ = false;
    }
    const auto known = std::find_if(list_->begin(), list_->end(), [&](const auto& variable) {
        return variable.first == assignment.name;
    });
    if (known != list_->end()) {
        known->second = std::move(assignment.value);
    } else {
        list_->emplace_back(std::move(assignment.name), std::move(assignment.value));
    }
}

std::shared_ptr<const Variables::List> Variables::current() {
    is_shared_ = true;
    return list_;
}

std::optional<std::string_view> value_of(const Variables::List& variables, std::string_view name) {
    const auto found = std::find_if(variables.begin(), variables.end(),
                                    [&](const auto& variable) { return variable.first == name; });
    return found == variables.end() ? std::nullopt : std::optional(std::string_view(found->second));
}

}  // namespace tasksched::crontab
