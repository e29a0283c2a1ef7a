#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "common/service/wire/call.h"
#include "common/service/wire/codec_containers.h"

namespace tasksched::service::wire {

/// The first line of a call.
struct Head {
    std::int64_t version = 0;
    std::string operation;
    std::optional<std::string> acting_for;
    std::optional<std::string> zone;
    Json request;
};

/// What `schedule` and `schedule_stream` say beside the tasks.
struct ScheduleHead {
    bool replace = false;
};

template <>
struct Codec<Json> {
    static Json encode(const Json& value) { return value; }
    static bool decode(const Json& json, Json& value) {
        value = json;
        return true;
    }
};

template <>
struct Fields<Head> {
    static constexpr auto kAll =
        std::tuple{field("version", &Head::version), field("operation", &Head::operation),
                   field("for", &Head::acting_for), field("zone", &Head::zone),
                   field("request", &Head::request)};
};

template <>
struct Fields<ScheduleHead> {
    static constexpr auto kAll = std::tuple{field("replace", &ScheduleHead::replace)};
};

}  // namespace tasksched::service::wire
