#pragma once

#include <tuple>

#include "common/service/wire/model_codecs.h"

// The fields of a schedule's structs on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<schedule::Once> {
    static constexpr auto kAll = std::tuple{field("at", &schedule::Once::at)};
};

template <>
struct Fields<schedule::Every> {
    using T = schedule::Every;
    static constexpr auto kAll =
        std::tuple{field("period", &T::period), field("after_finish", &T::after_finish)};
};

template <>
struct Fields<schedule::DayRule> {
    using T = schedule::DayRule;
    static constexpr auto kAll = std::tuple{field("only", &T::only), field("except", &T::except),
                                            field("if_excluded", &T::if_excluded)};
};

template <>
struct Fields<schedule::Schedule> {
    using T = schedule::Schedule;
    static constexpr auto kAll =
        std::tuple{field("rule", &T::rule), field("zone", &T::zone), field("start", &T::start),
                   field("until", &T::until), field("days", &T::days)};
};

}  // namespace tasksched::service::wire
