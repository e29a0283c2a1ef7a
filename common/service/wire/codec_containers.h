#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/words.h"
#include "common/service/wire/codec.h"
#include "common/service/wire/codec_time.h"

namespace tasksched::service::wire {

/// Null, or left out of an object, where there is none.
template <typename T>
struct Codec<std::optional<T>> {
    static Json encode(const std::optional<T>& value) {
        return value ? wire::encode(*value) : Json();
    }
    static bool decode(const Json& json, std::optional<T>& value) {
        value.reset();
        return json.is_null() || wire::decode(json, value.emplace());
    }
};

template <typename T>
struct Codec<std::vector<T>> {
    static Json encode(const std::vector<T>& values) {
        Json json = Json::array();
        for (const T& value : values) {
            json.push_back(wire::encode(value));
        }
        return json;
    }
    static bool decode(const Json& json, std::vector<T>& values) {
        values.clear();
        if (!json.is_array()) {
            return false;
        }
        for (const Json& element : json) {
            if (!wire::decode(element, values.emplace_back())) {
                return false;
            }
        }
        return true;
    }
};

template <typename First, typename Second>
struct Codec<std::pair<First, Second>> {
    static Json encode(const std::pair<First, Second>& value) {
        return Json::array({wire::encode(value.first), wire::encode(value.second)});
    }
    static bool decode(const Json& json, std::pair<First, Second>& value) {
        return json.is_array() && json.size() == 2 && wire::decode(json[0], value.first) &&
               wire::decode(json[1], value.second);
    }
};

/// A list of pairs: keys may be any texts.
template <typename Key, typename Value>
struct Codec<std::map<Key, Value>> {
    static Json encode(const std::map<Key, Value>& values) {
        Json json = Json::array();
        for (const auto& [key, value] : values) {
            json.push_back(Json::array({wire::encode(key), wire::encode(value)}));
        }
        return json;
    }
    static bool decode(const Json& json, std::map<Key, Value>& values) {
        std::vector<std::pair<Key, Value>> pairs;
        const bool good = wire::decode(json, pairs);
        values = {pairs.begin(), pairs.end()};
        return good;
    }
};

/// What is a text on the wire: `print` makes it and `parse` reads it, as the model does.
template <typename T, auto kPrint, auto kParse>
struct TextCodec {
    static Json encode(const T& value) { return wire::encode(std::string(kPrint(value))); }
    static bool decode(const Json& json, T& value) {
        std::string text;
        if (!wire::decode(json, text)) {
            return false;
        }
        auto parsed = kParse(text);
        if (parsed) {
            value = std::move(*parsed);
        }
        return parsed.has_value();
    }
};

/// The words of an enumeration that has none in the model.
template <typename Enum>
struct Words;

template <typename Enum>
concept HasWords = requires {
    Words<Enum>::kAll;
};

template <HasWords Enum>
struct Codec<Enum> {
    static Json encode(Enum value) { return std::string(model::word_of(Words<Enum>::kAll, value)); }
    static bool decode(const Json& json, Enum& value) {
        std::string text;
        if (!wire::decode(json, text)) {
            return false;
        }
        const auto parsed = model::value_of(Words<Enum>::kAll, text);
        value = parsed.value_or(value);
        return parsed.has_value();
    }
};

}  // namespace tasksched::service::wire
