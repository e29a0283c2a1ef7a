#include "common/config/toml_reader.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

#include "common/base/text.h"

namespace tasksched::config {

namespace {

constexpr std::string_view kBareKey =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

std::int64_t line_of(const toml::node& node) {
    return static_cast<std::int64_t>(node.source().begin.line);
}

decltype(Entry::value) list_value(const toml::array& array) {
    std::vector<std::string> texts;
    texts.reserve(array.size());
    for (const toml::node& element : array) {
        const auto* text = element.as_string();
        if (text == nullptr) {
            return OtherValue{};
        }
        texts.push_back(text->get());
    }
    return texts;
}

decltype(Entry::value) value_of(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return number->get();
    }
    if (const auto* number = node.as_floating_point()) {
        return number->get();
    }
    if (const auto* truth = node.as_boolean()) {
        return truth->get();
    }
    if (const auto* array = node.as_array()) {
        return list_value(*array);
    }
    return OtherValue{};
}

/// Adds the entries below `table`. The depth of a file is bounded by the parser.
void collect(const toml::table& table, const std::vector<std::string>& path,
             std::vector<Entry>& entries) {
    for (const auto& [key, node] : table) {
        std::vector<std::string> below = path;
        below.emplace_back(key.str());
        const auto* inner = node.as_table();
        if (inner == nullptr) {
            entries.push_back(Entry{std::move(below), line_of(node), value_of(node)});
        } else if (inner->empty()) {
            entries.push_back(Entry{std::move(below), line_of(node), EmptyTable{}});
        } else {
            collect(*inner, below, entries);
        }
    }
}

}  // namespace

std::string Entry::key() const {
    std::string key;
    for (const std::string& part : path) {
        key += key.empty() ? "" : ".";
        const bool bare = !part.empty() && part.find_first_not_of(kBareKey) == std::string::npos;
        key += bare ? part : toml_text(part);
    }
    return key;
}

base::Result<std::vector<Entry>> read_toml(std::string_view text, const std::string& file) {
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        return base::fail(base::ErrorCode::kInvalid, "{}:{}: not valid TOML: {}", file,
                          parsed.error().source().begin.line,
                          base::escape_control(parsed.error().description()));
    }
    std::vector<Entry> entries;
    collect(parsed.table(), {}, entries);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.line < b.line; });
    return entries;
}

std::string toml_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string toml_text(std::int64_t number) { return std::to_string(number); }

std::string toml_text(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        list += list.size() > 1 ? ", " : "";
        list += toml_text(text);
    }
    return list + ']';
}

}  // namespace tasksched::config
