#pragma once

#include <array>
#include <tuple>

#include "common/service/crontab_requests.h"
#include "common/service/wire/codec_containers.h"

// The fields of crontabs, and of what is asked of them, on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<store::Crontab> {
    using T = store::Crontab;
    static constexpr auto kAll =
        std::tuple{field("content", &T::content), field("installed_at", &T::installed_at),
                   field("installed_by", &T::installed_by)};
};

template <>
struct Words<store::CrontabOperation> {
    static constexpr std::array<model::Word<store::CrontabOperation>, 3> kAll{
        {{store::CrontabOperation::kInstall, "install"},
         {store::CrontabOperation::kRemove, "remove"},
         {store::CrontabOperation::kUndo, "undo"}}};
};

template <>
struct Fields<store::FormerCrontab> {
    using T = store::FormerCrontab;
    static constexpr auto kAll = std::tuple{
        field("id", &T::id), field("crontab", &T::crontab), field("replaced_at", &T::replaced_at),
        field("replaced_by", &T::replaced_by), field("operation", &T::operation)};
};

template <>
struct Fields<store::CrontabLine> {
    using T = store::CrontabLine;
    static constexpr auto kAll = std::tuple{
        field("task_id", &T::task_id), field("user_id", &T::user_id), field("source", &T::source),
        field("line", &T::line), field("mail_failures_only", &T::mail_failures_only)};
};

template <>
struct Fields<InstallCrontabRequest> {
    using T = InstallCrontabRequest;
    static constexpr auto kAll = std::tuple{field("content", &T::content)};
};

template <>
struct Fields<CrontabResponse> {
    using T = CrontabResponse;
    static constexpr auto kAll =
        std::tuple{field("kept", &T::kept), field("changed", &T::changed),
                   field("added", &T::added), field("cancelled", &T::cancelled)};
};

}  // namespace tasksched::service::wire
