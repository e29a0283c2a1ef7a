#include "common/config/read_values.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/config/refuse.h"
#include "common/model/resolve_policies.h"
#include "common/time/duration_text.h"

namespace tasksched::config {

using base::Result;
using std::chrono::seconds;

Result<void> read_number(const Entry& entry, std::int64_t least, std::int64_t most,
                         Value<std::int64_t>& target) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    if (number == nullptr || *number < least || *number > most) {
        return refuse("a whole number from {} to {} is expected", least, most);
    }
    target.value = *number;
    return {};
}

Result<void> read_duration(const Entry& entry, Value<seconds>& target) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    const auto* text = std::get_if<std::string>(&entry.value);
    if (number == nullptr && text == nullptr) {
        return refuse(R"(a duration such as "30s" is expected)");
    }
    const auto duration = time::parse_duration(text != nullptr ? *text : std::to_string(*number));
    if (!duration) {
        return tl::unexpected(duration.error());
    }
    target.value = *duration;
    return {};
}

Result<void> read_timeout(const Entry& entry, seconds most, Value<seconds>& target) {
    auto read = read_duration(entry, target);
    if (read && (*target < seconds(1) || *target > most)) {
        return refuse("a duration from 1s to {} is expected", time::format_duration(most));
    }
    return read;
}

Result<std::string> read_line(const Entry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || base::has_control(*text)) {
        return refuse("a text in quotes, on one line, is expected");
    }
    return *text;
}

Result<void> read_word(const Entry& entry, std::initializer_list<std::string_view> words,
                       std::string_view expected, Value<std::string>& target) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || std::find(words.begin(), words.end(), *text) == words.end()) {
        return refuse("{} is expected", expected);
    }
    target.value = *text;
    return {};
}

Result<void> read_address(const Entry& entry, std::string& target) {
    const auto address = read_line(entry);
    if (!address) {
        return tl::unexpected(address.error());
    }
    if (auto checked = model::check_notify(*address); !checked) {
        return checked;
    }
    target = *address;
    return {};
}

Result<void> read_program(const Entry& entry, Value<std::vector<std::string>>& target) {
    const auto* words = std::get_if<std::vector<std::string>>(&entry.value);
    if (words == nullptr) {
        return refuse(R"(a list such as ["/usr/bin/logger", "-t", "tasksched"] is expected)");
    }
    for (const std::string& word : *words) {
        if (word.find('\0') != std::string::npos) {
            return refuse("a word holds a NUL character");
        }
    }
    if (!words->empty() && !words->front().starts_with('/')) {
        return refuse("the program {} is relative; an absolute path is expected",
                      base::quoted(words->front()));
    }
    target.value = *words;
    return {};
}

std::string show_duration(const Value<seconds>& value) {
    return toml_text(time::format_duration(*value));
}

}  // namespace tasksched::config
