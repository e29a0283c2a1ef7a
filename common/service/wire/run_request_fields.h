#pragma once

#include <tuple>

#include "common/service/wire/request_fields.h"

// The fields of those requests that are about runs and about what was missed, on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<LogsRequest> {
    using T = LogsRequest;
    static constexpr auto kAll =
        std::tuple{field("run_id", &T::run), field("attempt", &T::attempt)};
};

template <>
struct Fields<LogsResponse> {
    using T = LogsResponse;
    static constexpr auto kAll = std::tuple{field("run", &T::run), field("attempt", &T::attempt),
                                            field("output", &T::output), field("items", &T::items)};
};

template <>
struct Fields<KillResponse> {
    using T = KillResponse;
    static constexpr auto kAll =
        std::tuple{field("requested", &T::requested), field("cancelled", &T::cancelled)};
};

template <>
struct Fields<ResolveRequest> {
    using T = ResolveRequest;
    static constexpr auto kAll = std::tuple{
        field("run_id", &T::run), field("resolution", &T::resolution), field("item", &T::item)};
};

template <>
struct Fields<ResolveResponse> {
    static constexpr auto kAll = std::tuple{field("open", &ResolveResponse::open)};
};

template <>
struct Fields<model::Skip> {
    using T = model::Skip;
    static constexpr auto kAll =
        std::tuple{field("first", &T::first), field("through", &T::through),
                   field("count", &T::count), field("reason", &T::reason)};
};

template <>
struct Fields<model::MissedVerdict> {
    using T = model::MissedVerdict;
    static constexpr auto kAll =
        std::tuple{field("run", &T::run), field("skip", &T::skip), field("why_none", &T::why_none)};
};

template <>
struct Fields<MissedPlan> {
    using T = MissedPlan;
    static constexpr auto kAll =
        std::tuple{field("missed", &T::missed), field("verdict", &T::verdict)};
};

template <>
struct Fields<MissedRequest> {
    using T = MissedRequest;
    static constexpr auto kAll =
        std::tuple{field("tasks", &T::tasks), field("after", &T::after), field("limit", &T::limit)};
};

template <>
struct Fields<DecideMissedRequest> {
    using T = DecideMissedRequest;
    static constexpr auto kAll =
        std::tuple{field("decision", &T::decision), field("tasks", &T::tasks),
                   field("catch_up", &T::catch_up), field("after", &T::after)};
};

template <>
struct Fields<DecideMissedResponse> {
    using T = DecideMissedResponse;
    static constexpr auto kAll =
        std::tuple{field("tasks", &T::tasks), field("runs", &T::runs),
                   field("skipped", &T::skipped), field("go_on_after", &T::go_on_after)};
};

template <>
struct Fields<TaskDetails> {
    using T = TaskDetails;
    static constexpr auto kAll =
        std::tuple{field("task", &T::task), field("payload", &T::payload),
                   field("latest_runs", &T::latest_runs), field("missed", &T::missed),
                   field("crontab_line", &T::crontab_line)};
};

}  // namespace tasksched::service::wire
