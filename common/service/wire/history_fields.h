#pragma once

#include <array>
#include <tuple>

#include "common/service/history_requests.h"
#include "common/service/wire/model_fields.h"
#include "common/service/wire/request_fields.h"

// The fields of who did what, and of what that changed, on the wire.

namespace tasksched::service::wire {

template <>
struct Codec<model::AuditOutcome> : WordCodec<model::AuditOutcome, &model::parse_audit_outcome> {};

template <>
struct Words<AuditOf> {
    static constexpr std::array<model::Word<AuditOf>, 2> kAll{
        {{AuditOf::kOne, "one"}, {AuditOf::kAll, "all"}}};
};

template <>
struct Fields<AuditRequest> {
    using T = AuditRequest;
    static constexpr auto kAll =
        std::tuple{field("task", &T::task), field("whom", &T::whom), field("since", &T::since),
                   field("before", &T::before), field("limit", &T::limit)};
};

template <>
struct Fields<model::AuditEntry> {
    using T = model::AuditEntry;
    static constexpr auto kAll = std::tuple{field("id", &T::id),
                                            field("at", &T::at),
                                            field("principal", &T::principal),
                                            field("action", &T::action),
                                            field("user_id", &T::user_id),
                                            field("task_id", &T::task_id),
                                            field("run_id", &T::run_id),
                                            field("version_before", &T::version_before),
                                            field("version_after", &T::version_after),
                                            field("outcome", &T::outcome),
                                            field("detail", &T::detail)};
};

template <>
struct Fields<LogRequest> {
    using T = LogRequest;
    static constexpr auto kAll =
        std::tuple{field("task", &T::task), field("before", &T::before), field("limit", &T::limit)};
};

template <>
struct Fields<model::TaskVersion> {
    using T = model::TaskVersion;
    static constexpr auto kAll =
        std::tuple{field("task", &T::task), field("changed_at", &T::changed_at),
                   field("changed_by", &T::changed_by), field("operation", &T::operation)};
};

template <>
struct Fields<model::FieldChange> {
    using T = model::FieldChange;
    static constexpr auto kAll =
        std::tuple{field("field", &T::field), field("from", &T::from), field("to", &T::to)};
};

template <>
struct Fields<LoggedVersion> {
    using T = LoggedVersion;
    static constexpr auto kAll =
        std::tuple{field("version", &T::version), field("changes", &T::changes)};
};

template <>
struct Fields<UndoRequest> {
    using T = UndoRequest;
    static constexpr auto kAll = std::tuple{field("task", &T::task), field("to", &T::to)};
};

template <>
struct Fields<UndoResponse> {
    using T = UndoResponse;
    static constexpr auto kAll =
        std::tuple{field("task", &T::task), field("to", &T::to), field("changes", &T::changes)};
};

}  // namespace tasksched::service::wire
