#pragma once

#include <tuple>

#include "common/service/wire/model_fields.h"
#include "common/store/filter.h"
#include "common/store/reader.h"

// The fields of what the store's interface gives and takes, on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<store::TaskFilter> {
    using T = store::TaskFilter;
    static constexpr auto kAll = std::tuple{field("user_id", &T::user_id),
                                            field("type", &T::type),
                                            field("state", &T::state),
                                            field("current_only", &T::current_only),
                                            field("due_before", &T::due_before),
                                            field("after", &T::after),
                                            field("limit", &T::limit)};
};

template <>
struct Fields<store::RunFilter> {
    using T = store::RunFilter;
    static constexpr auto kAll = std::tuple{
        field("user_id", &T::user_id), field("task_id", &T::task_id), field("state", &T::state),
        field("since", &T::since),     field("before", &T::before),   field("limit", &T::limit)};
};

template <>
struct Fields<model::MissedSpan> {
    using T = model::MissedSpan;
    static constexpr auto kAll = std::tuple{
        field("first", &T::first), field("through", &T::through), field("count", &T::count),
        field("newest", &T::newest), field("overtaken", &T::overtaken)};
};

template <>
struct Fields<store::MissedTask> {
    using T = store::MissedTask;
    static constexpr auto kAll = std::tuple{field("task", &T::task), field("spans", &T::spans)};
};

template <>
struct Fields<store::Totals::Queue> {
    using T = store::Totals::Queue;
    static constexpr auto kAll =
        std::tuple{field("queued", &T::queued), field("running", &T::running),
                   field("waiting", &T::waiting), field("oldest_queued_at", &T::oldest_queued_at)};
};

template <>
struct Fields<store::Totals> {
    using T = store::Totals;
    static constexpr auto kAll = std::tuple{field("tasks", &T::tasks),
                                            field("queues", &T::queues),
                                            field("users", &T::users),
                                            field("unknown", &T::unknown),
                                            field("hindered", &T::hindered),
                                            field("stuck", &T::stuck),
                                            field("missed_tasks", &T::missed_tasks),
                                            field("undelivered_notices", &T::undelivered_notices),
                                            field("undelivered_since", &T::undelivered_since),
                                            field("failed_since", &T::failed_since),
                                            field("succeeded_since", &T::succeeded_since),
                                            field("calendars", &T::calendars),
                                            field("next_run_at", &T::next_run_at),
                                            field("overdue_since", &T::overdue_since)};
};

}  // namespace tasksched::service::wire
