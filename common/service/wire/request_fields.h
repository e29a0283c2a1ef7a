#pragma once

#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "common/service/requests.h"
#include "common/service/wire/crontab_fields.h"
#include "common/service/wire/model_fields.h"
#include "common/service/wire/payload_fields.h"
#include "common/service/wire/store_fields.h"

// The fields of requests and responses on the wire.

namespace tasksched::service::wire {

template <>
struct Words<Transition> {
    static constexpr std::array<model::Word<Transition>, 3> kAll{{{Transition::kCancel, "cancel"},
                                                                  {Transition::kPause, "pause"},
                                                                  {Transition::kResume, "resume"}}};
};

template <>
struct Words<Resolution> {
    static constexpr std::array<model::Word<Resolution>, 3> kAll{
        {{Resolution::kSucceeded, "succeeded"},
         {Resolution::kFailed, "failed"},
         {Resolution::kRetry, "retry"}}};
};

template <>
struct Words<MissedDecision> {
    static constexpr std::array<model::Word<MissedDecision>, 2> kAll{
        {{MissedDecision::kRun, "run"}, {MissedDecision::kSkip, "skip"}}};
};

template <>
struct Fields<TaskRef> {
    static constexpr auto kAll = std::tuple{field("task", &TaskRef::text)};
};

template <>
struct Fields<ScheduleResponse> {
    using T = ScheduleResponse;
    static constexpr auto kAll = std::tuple{field("ids", &T::ids), field("remarks", &T::remarks)};
};

template <>
struct Fields<UpdateRequest> {
    using T = UpdateRequest;
    static constexpr auto kAll =
        std::tuple{field("tasks", &T::tasks), field("all", &T::all), field("type", &T::type),
                   field("where", &T::where), field("changes", &T::changes)};
};

template <>
struct Fields<UpdateResponse> {
    using T = UpdateResponse;
    static constexpr auto kAll =
        std::tuple{field("updated", &T::updated), field("remarks", &T::remarks)};
};

/// What an update would come to, with each task that would change, before and after.
struct UpdatePreview {
    UpdateResponse response;
    std::vector<std::pair<model::Task, model::Task>> changes;
};

template <>
struct Fields<UpdatePreview> {
    using T = UpdatePreview;
    static constexpr auto kAll =
        std::tuple{field("response", &T::response), field("changes", &T::changes)};
};

template <>
struct Fields<TransitionRequest> {
    using T = TransitionRequest;
    static constexpr auto kAll =
        std::tuple{field("to", &T::to), field("tasks", &T::tasks), field("kill", &T::kill)};
};

template <>
struct Fields<TransitionResponse> {
    using T = TransitionResponse;
    static constexpr auto kAll =
        std::tuple{field("changed", &T::changed), field("runs_cancelled", &T::runs_cancelled),
                   field("kills_requested", &T::kills_requested)};
};

template <>
struct Fields<RunNowRequest> {
    static constexpr auto kAll = std::tuple{field("task", &RunNowRequest::task)};
};

template <>
struct Fields<RunNowResponse> {
    static constexpr auto kAll = std::tuple{field("run_id", &RunNowResponse::run)};
};

template <>
struct Fields<ListRequest> {
    static constexpr auto kAll = std::tuple{field("filter", &ListRequest::filter)};
};

template <>
struct Fields<RunsRequest> {
    using T = RunsRequest;
    static constexpr auto kAll = std::tuple{field("task", &T::task), field("filter", &T::filter)};
};

template <>
struct Fields<RunDetails> {
    using T = RunDetails;
    static constexpr auto kAll = std::tuple{field("run", &T::run), field("attempts", &T::attempts),
                                            field("items", &T::items)};
};

template <>
struct Fields<WhyRequest> {
    using T = WhyRequest;
    static constexpr auto kAll = std::tuple{field("task", &T::task), field("at", &T::at)};
};

template <>
struct Fields<WhyResponse> {
    using T = WhyResponse;
    static constexpr auto kAll = std::tuple{field("task", &T::task), field("at", &T::at),
                                            field("run", &T::run), field("answer", &T::answer)};
};

}  // namespace tasksched::service::wire
