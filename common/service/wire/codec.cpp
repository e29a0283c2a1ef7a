#include "common/service/wire/codec.h"

#include <array>

#include "common/base/text.h"

namespace tasksched::service::wire {
namespace {

constexpr const char* kBytes = "hex";
constexpr std::string_view kDigits = "0123456789abcdef";

std::string to_hex(std::string_view bytes) {
    std::string digits;
    digits.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        digits.push_back(kDigits[byte >> 4U]);
        digits.push_back(kDigits[byte & 0xfU]);
    }
    return digits;
}

bool from_hex(std::string_view digits, std::string& bytes) {
    bytes.clear();
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        const std::size_t high = kDigits.find(digits[i]);
        const std::size_t low = kDigits.find(digits[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return false;
        }
        bytes.push_back(static_cast<char>((high << 4U) | low));
    }
    return digits.size() % 2 == 0;
}

}  // namespace

bool Codec<bool>::decode(const Json& json, bool& value) {
    if (json.is_boolean()) {
        value = json.get<bool>();
    }
    return json.is_boolean();
}

bool Codec<double>::decode(const Json& json, double& value) {
    if (json.is_number()) {
        value = json.get<double>();
    }
    return json.is_number();
}

Json Codec<std::string>::encode(const std::string& value) {
    return base::is_utf8(value) ? Json(value) : Json{{kBytes, to_hex(value)}};
}

bool Codec<std::string>::decode(const Json& json, std::string& value) {
    if (json.is_string()) {
        value = json.get_ref<const std::string&>();
        return true;
    }
    if (!json.is_object()) {
        return false;
    }
    const auto bytes = json.find(kBytes);
    return bytes != json.end() && bytes->is_string() &&
           from_hex(bytes->get_ref<const std::string&>(), value);
}

}  // namespace tasksched::service::wire
