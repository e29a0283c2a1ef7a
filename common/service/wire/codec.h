#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/base/id.h"
#include "common/service/wire/member_count.h"

// How values become JSON and are read again: both ways by one description, so that they cannot
// differ. Only sources of this folder include it.

namespace tasksched::service::wire {

using Json = nlohmann::json;

/// The JSON of a T: `encode` makes it; `decode` is false for what is none of a T.
template <typename T>
struct Codec;

template <typename T>
Json encode(const T& value) {
    return Codec<T>::encode(value);
}

template <typename T>
bool decode(const Json& json, T& value) {
    return Codec<T>::decode(json, value);
}

/// A member of a struct and its key.
template <typename Struct, typename Member>
struct Field {
    std::string_view key;
    Member Struct::*member;
};

template <typename Struct, typename Member>
constexpr Field<Struct, Member> field(std::string_view key, Member Struct::*member) {
    return {key, member};
}

/// The fields of a struct, a tuple `kAll` of Field: its whole description.
template <typename Struct>
struct Fields;

template <typename T>
concept HasFields = requires {
    Fields<T>::kAll;
};

/// Some members of the struct stay at home.
template <typename T>
concept KeepsSome = requires {
    Fields<T>::kKeepsSome;
};

/// An object with a key for each field. A key that is missing leaves the field as it was, and one
/// that is not known is passed over: peers of other ages understand each other.
template <HasFields T>
struct Codec<T> {
    static_assert(KeepsSome<T> || std::tuple_size_v<decltype(Fields<T>::kAll)> == member_count<T>(),
                  "a member of the struct is not among its Fields: it would not be sent");

    static Json encode(const T& value) {
        Json json = Json::object();
        const auto put = [&](const auto& field) {
            Json member = wire::encode(value.*field.member);
            if (!member.is_null()) {
                json[std::string(field.key)] = std::move(member);
            }
        };
        std::apply([&](const auto&... fields) { (put(fields), ...); }, Fields<T>::kAll);
        return json;
    }
    static bool decode(const Json& json, T& value) {
        const auto take = [&](const auto& field) {
            const auto found = json.find(field.key);
            return found == json.end() || wire::decode(*found, value.*field.member);
        };
        return json.is_object() &&
               std::apply([&](const auto&... fields) { return (take(fields) && ...); },
                          Fields<T>::kAll);
    }
};

template <>
struct Codec<bool> {
    static Json encode(bool value) { return value; }
    static bool decode(const Json& json, bool& value);
};

template <>
struct Codec<double> {
    static Json encode(double value) { return value; }
    static bool decode(const Json& json, double& value);
};

/// A text; one that is not UTF-8 is an object with its bytes in hexadecimal digits.
template <>
struct Codec<std::string> {
    static Json encode(const std::string& value);
    static bool decode(const Json& json, std::string& value);
};

template <std::signed_integral T>
struct Codec<T> {
    static Json encode(T value) { return static_cast<std::int64_t>(value); }
    static bool decode(const Json& json, T& value) {
        if (!json.is_number_integer() ||
            (json.is_number_unsigned() && !std::in_range<T>(json.get<std::uint64_t>())) ||
            !std::in_range<T>(json.get<std::int64_t>())) {
            return false;
        }
        value = static_cast<T>(json.get<std::int64_t>());
        return true;
    }
};

template <typename Tag>
struct Codec<base::Id<Tag>> {
    static Json encode(base::Id<Tag> value) { return value.value; }
    static bool decode(const Json& json, base::Id<Tag>& value) {
        return wire::decode(json, value.value);
    }
};

}  // namespace tasksched::service::wire
