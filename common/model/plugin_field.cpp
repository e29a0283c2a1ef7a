#include "common/model/plugin_field.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/base/text.h"
#include "common/model/json_writer.h"
#include "common/model/resolve_policies.h"
#include "common/time/duration_text.h"

namespace tasksched::model {

namespace {

using base::Result;

constexpr std::size_t kMaxFieldNameBytes = 64;
constexpr std::string_view kFieldNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

constexpr std::array<std::pair<FieldKind, std::string_view>, 11> kKinds{{
    {FieldKind::kText, "text"},
    {FieldKind::kLine, "line"},
    {FieldKind::kInteger, "integer"},
    {FieldKind::kNumber, "number"},
    {FieldKind::kBoolean, "boolean"},
    {FieldKind::kChoice, "choice"},
    {FieldKind::kDuration, "duration"},
    {FieldKind::kUrl, "url"},
    {FieldKind::kEmail, "email"},
    {FieldKind::kFile, "file"},
    {FieldKind::kSecret, "secret"},
}};

/// The shortest text that reads back as the number, told from a whole one's.
std::string number_text(double number) {
    std::string text = fmt::format("{}", number);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

tl::unexpected<base::Error> mismatch(const PluginField& field, std::string_view text) {
    return base::fail(base::ErrorCode::kInvalid, "{} is not {}", base::quoted(text),
                      expectation(field));
}

std::int64_t characters_of(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // no byte that continues one
    });
}

bool is_in_range(const PluginField& field, const PluginValue& value) {
    return !(field.min && value < *field.min) && !(field.max && *field.max < value);
}

std::optional<double> parse_double(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = end == text.data() + text.size() && error == std::errc{};
    return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<bool> parse_truth(std::string_view text) {
    if (text == "true" || text == "yes") {
        return true;
    }
    return text == "false" || text == "no" ? std::optional(false) : std::nullopt;
}

/// "scheme://host...", RFC 3986, without blanks.
bool is_url(std::string_view text) {
    const std::size_t colon = text.find("://");
    const std::string_view scheme = text.substr(0, colon);
    const std::string_view rest =
        colon == std::string_view::npos ? std::string_view() : text.substr(colon + 3);
    constexpr std::string_view kSchemeCharacters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-";
    return !scheme.empty() && kFieldNameLetters.find(scheme[0]) != std::string_view::npos &&
           scheme.find_first_not_of(kSchemeCharacters) == std::string_view::npos && !rest.empty() &&
           rest[0] != '/' && rest.find_first_of(" \"<>\\") == rest.npos;
}

bool is_sound_text(const PluginField& field, std::string_view text) {
    switch (field.kind) {
        case FieldKind::kText:
            return true;
        case FieldKind::kLine:
            return !base::has_control(text);
        case FieldKind::kChoice:
            return std::find(field.choices.begin(), field.choices.end(), text) !=
                   field.choices.end();
        case FieldKind::kUrl:
            return !base::has_control(text) && is_url(text);
        case FieldKind::kEmail:
            return text != "none" && check_notify(text).has_value();
        case FieldKind::kFile:
            return text.starts_with('/') && !base::has_control(text);
        case FieldKind::kSecret:
            return is_field_name(text);
        default:
            return false;
    }
}

Result<PluginValue> read_text(const PluginField& field, std::string_view text) {
    const bool is_clean = base::is_utf8(text) && text.find('\0') == std::string_view::npos;
    const bool fits = !field.max_length || characters_of(text) <= *field.max_length;
    if (!is_clean || !fits || !is_sound_text(field, text)) {
        return mismatch(field, text);
    }
    return PluginValue(std::string(text));
}

/// A value that was read, or none, as it must lie in the field's range.
template <typename Value>
Result<PluginValue> in_range(const PluginField& field, std::string_view text,
                             const std::optional<Value>& value) {
    if (!value || !is_in_range(field, PluginValue(*value))) {
        return mismatch(field, text);
    }
    return PluginValue(*value);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
    const auto duration = time::parse_duration(text);
    return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}

std::string bound_text(const PluginField& field, const PluginValue& bound) {
    return field.kind == FieldKind::kDuration
               ? time::format_duration(std::chrono::seconds(std::get<std::int64_t>(bound)))
               : value_text(bound);
}

std::string range_text(const PluginField& field) {
    if (field.min && field.max) {
        return fmt::format(" from {} to {}", bound_text(field, *field.min),
                           bound_text(field, *field.max));
    }
    if (field.min) {
        return fmt::format(" of at least {}", bound_text(field, *field.min));
    }
    return field.max ? fmt::format(" of at most {}", bound_text(field, *field.max)) : "";
}

std::string length_text(const PluginField& field) {
    return field.max_length ? fmt::format(" of at most {} characters", *field.max_length) : "";
}

}  // namespace

std::string value_text(const PluginValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*number);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return number_text(*number);
    }
    return std::get<bool>(value) ? "true" : "false";
}

std::string value_json(const PluginValue& value) {
    return std::holds_alternative<std::string>(value) ? json_string(std::get<std::string>(value))
                                                      : value_text(value);
}

std::string_view to_string(FieldKind kind) {
    const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                           [&](const auto& one) { return one.first == kind; });
    return found->second;
}

Result<FieldKind> parse_field_kind(std::string_view text) {
    std::string known;
    for (const auto& [kind, word] : kKinds) {
        if (word == text) {
            return kind;
        }
        known += known.empty() ? "" : ", ";
        known += word;
    }
    return base::fail(base::ErrorCode::kInvalid, "{} is not one of {}", base::quoted(text), known);
}

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxFieldNameBytes &&
           kFieldNameLetters.find(name[0]) != std::string_view::npos &&
           name.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

Result<PluginValue> read_value(const PluginField& field, std::string_view text) {
    switch (field.kind) {
        case FieldKind::kInteger:
            return in_range(field, text, base::parse_integer(text));
        case FieldKind::kNumber:
            return in_range(field, text, parse_double(text));
        case FieldKind::kBoolean:
            return in_range(field, text, parse_truth(text));
        case FieldKind::kDuration:
            return in_range(field, text, parse_seconds(text));
        default:
            return read_text(field, text);
    }
}

std::string expectation(const PluginField& field) {
    switch (field.kind) {
        case FieldKind::kText:
            return fmt::format("a text{}", length_text(field));
        case FieldKind::kLine:
            return fmt::format("a text on one line{}", length_text(field));
        case FieldKind::kInteger:
            return fmt::format("a whole number{}", range_text(field));
        case FieldKind::kNumber:
            return fmt::format("a number{}", range_text(field));
        case FieldKind::kBoolean:
            return "true or false";
        case FieldKind::kChoice:
            return fmt::format("one of {}", fmt::join(field.choices, ", "));
        case FieldKind::kDuration:
            return fmt::format("a duration such as 90s{}", range_text(field));
        case FieldKind::kUrl:
            return fmt::format("a URL such as https://example.org/{}", length_text(field));
        case FieldKind::kEmail:
            return "an email address";
        case FieldKind::kFile:
            return "a file's absolute path";
        case FieldKind::kSecret:
            return "the name of a secret, as its file in the directory of secrets has it";
    }
    return {};
}

}  // namespace tasksched::model
