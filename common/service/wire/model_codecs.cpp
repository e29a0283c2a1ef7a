#include "common/service/wire/model_codecs.h"

#include <utility>

#include "common/service/wire/model_fields.h"
#include "common/service/wire/payload_fields.h"

namespace tasksched::service::wire {
namespace {

constexpr const char* kOnce = "once";
constexpr const char* kEvery = "every";
constexpr const char* kCron = "cron";

/// The one key of an object and what it holds; null for anything else.
const Json* only_value(const Json& json, std::string& key) {
    if (!json.is_object() || json.size() != 1) {
        return nullptr;
    }
    key = json.begin().key();
    return &json.begin().value();
}

template <typename T, typename Variant>
bool decode_as(const Json& json, Variant& variant) {
    T value{};
    const bool good = wire::decode(json, value);
    variant = std::move(value);
    return good;
}

bool decode_cron(const Json& json, Codec<decltype(schedule::Schedule::rule)>::Rule& rule) {
    std::string text;
    if (!wire::decode(json, text)) {
        return false;
    }
    auto cron = schedule::CronExpression::parse(text);
    if (cron) {
        rule = std::move(*cron);
    }
    return cron.has_value();
}

/// Reads the alternative of that name; that of PluginPayload stands for all types of plugins.
template <typename... T>
bool decode_alternative(std::string_view name, const Json& json, std::variant<T...>& variant) {
    bool good = false;
    const auto try_one = [&]<typename One>(const One*) {
        if (One::kType.name == name) {
            good = decode_as<One>(json, variant);
        }
    };
    (try_one(static_cast<const T*>(nullptr)), ...);
    return good;
}

}  // namespace

base::Result<model::ExitCodes> parse_exit_codes(const std::string& text) {
    return text.empty() ? model::ExitCodes() : model::ExitCodes::parse(text);
}

bool Codec<time::Zone>::decode(const Json& json, time::Zone& zone) {
    std::string name;
    if (!wire::decode(json, name)) {
        return false;
    }
    auto loaded = time::Zone::load(name);
    if (loaded) {
        zone = std::move(*loaded);
    }
    return loaded.has_value();
}

Json Codec<decltype(schedule::Schedule::rule)>::encode(const Rule& rule) {
    if (const auto* once = std::get_if<schedule::Once>(&rule)) {
        return {{kOnce, wire::encode(*once)}};
    }
    if (const auto* every = std::get_if<schedule::Every>(&rule)) {
        return {{kEvery, wire::encode(*every)}};
    }
    return {{kCron, std::get<schedule::CronExpression>(rule).text()}};
}

bool Codec<decltype(schedule::Schedule::rule)>::decode(const Json& json, Rule& rule) {
    std::string kind;
    const Json* value = only_value(json, kind);
    if (value == nullptr) {
        return false;
    }
    if (kind == kOnce) {
        return decode_as<schedule::Once>(*value, rule);
    }
    if (kind == kEvery) {
        return decode_as<schedule::Every>(*value, rule);
    }
    return kind == kCron && decode_cron(*value, rule);
}

Json Codec<model::Payload>::encode(const model::Payload& payload) {
    return std::visit(
        [](const auto& one) -> Json {
            const std::string name(std::decay_t<decltype(one)>::kType.name);
            return {{name, wire::encode(one)}};
        },
        payload);
}

bool Codec<model::Payload>::decode(const Json& json, model::Payload& payload) {
    std::string name;
    const Json* value = only_value(json, name);
    return value != nullptr && decode_alternative(name, *value, payload);
}

Json Codec<model::PluginValue>::encode(const model::PluginValue& value) {
    return std::visit([](const auto& one) { return wire::encode(one); }, value);
}

bool Codec<model::PluginValue>::decode(const Json& json, model::PluginValue& value) {
    if (json.is_boolean()) {
        return decode_as<bool>(json, value);
    }
    if (json.is_number_integer()) {
        return decode_as<std::int64_t>(json, value);
    }
    return json.is_number() ? decode_as<double>(json, value) : decode_as<std::string>(json, value);
}

}  // namespace tasksched::service::wire
