#pragma once

#include <tuple>

#include "common/service/wire/model_codecs.h"
#include "common/service/wire/schedule_fields.h"

// The fields of the model's structs on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<model::Backoff> {
    using T = model::Backoff;
    static constexpr auto kAll = std::tuple{field("base", &T::base), field("cap", &T::cap)};
};

template <>
struct Fields<model::Limits> {
    using T = model::Limits;
    static constexpr auto kAll = std::tuple{
        field("memory", &T::memory), field("cpu_time", &T::cpu_time),
        field("open_files", &T::open_files), field("nice", &T::nice), field("umask", &T::umask)};
};

template <>
struct Fields<model::Policies> {
    using T = model::Policies;
    static constexpr auto kAll =
        std::tuple{field("catch_up", &T::catch_up),     field("deadline", &T::deadline),
                   field("overlap", &T::overlap),       field("timeout", &T::timeout),
                   field("retries", &T::retries),       field("backoff", &T::backoff),
                   field("on_crash", &T::on_crash),     field("notify", &T::notify),
                   field("priority", &T::priority),     field("retry_on", &T::retry_on),
                   field("give_up_on", &T::give_up_on), field("limits", &T::limits)};
};

template <>
struct Fields<model::Task> {
    using T = model::Task;
    static constexpr auto kAll = std::tuple{field("task_id", &T::id),
                                            field("user_id", &T::user_id),
                                            field("name", &T::name),
                                            field("type", &T::type),
                                            field("state", &T::state),
                                            field("schedule", &T::schedule),
                                            field("remaining", &T::remaining),
                                            field("jitter", &T::jitter),
                                            field("policies", &T::policies),
                                            field("next_run_at", &T::next_run_at),
                                            field("created_at", &T::created_at),
                                            field("version", &T::version),
                                            field("revision", &T::revision)};
};

template <>
struct Fields<model::Run> {
    using T = model::Run;
    static constexpr auto kAll = std::tuple{field("run_id", &T::id),
                                            field("task_id", &T::task_id),
                                            field("version", &T::version),
                                            field("user_id", &T::user_id),
                                            field("type", &T::type),
                                            field("scheduled_for", &T::scheduled_for),
                                            field("created_at", &T::created_at),
                                            field("not_before", &T::not_before),
                                            field("state", &T::state),
                                            field("reason", &T::reason),
                                            field("owner", &T::owner),
                                            field("term", &T::term),
                                            field("attempt", &T::attempt),
                                            field("uncounted", &T::uncounted),
                                            field("priority", &T::priority),
                                            field("next_attempt_at", &T::next_attempt_at),
                                            field("kill_requested_at", &T::kill_requested_at),
                                            field("through", &T::through),
                                            field("count", &T::count),
                                            field("started_at", &T::started_at),
                                            field("finished_at", &T::finished_at),
                                            field("exit_code", &T::exit_code),
                                            field("signal", &T::signal),
                                            field("detail", &T::detail),
                                            field("core_dumped", &T::core_dumped),
                                            field("cpu_time", &T::cpu_time),
                                            field("peak_memory_bytes", &T::peak_memory_bytes)};
};

template <>
struct Fields<model::ProcessIdentity> {
    using T = model::ProcessIdentity;
    static constexpr auto kAll =
        std::tuple{field("pid", &T::pid), field("start_ticks", &T::start_ticks),
                   field("boot_id", &T::boot_id)};
};

template <>
struct Fields<model::Attempt> {
    using T = model::Attempt;
    static constexpr auto kAll = std::tuple{field("run_id", &T::run_id),
                                            field("number", &T::number),
                                            field("host", &T::host),
                                            field("started_at", &T::started_at),
                                            field("finished_at", &T::finished_at),
                                            field("outcome", &T::outcome),
                                            field("exit_code", &T::exit_code),
                                            field("signal", &T::signal),
                                            field("detail", &T::detail),
                                            field("supervisor", &T::supervisor),
                                            field("process", &T::process),
                                            field("cpu_time", &T::cpu_time),
                                            field("peak_memory_bytes", &T::peak_memory_bytes),
                                            field("core_dumped", &T::core_dumped)};
};

template <>
struct Fields<model::Output> {
    using T = model::Output;
    static constexpr auto kAll = std::tuple{field("head", &T::head), field("tail", &T::tail),
                                            field("total_bytes", &T::total_bytes)};
};

template <>
struct Fields<model::RunItem> {
    using T = model::RunItem;
    static constexpr auto kAll = std::tuple{field("item", &T::number),
                                            field("label", &T::label),
                                            field("idempotency_key", &T::idempotency_key),
                                            field("body_hash", &T::body_hash),
                                            field("first_sent_at", &T::first_sent_at),
                                            field("state", &T::state),
                                            field("reply", &T::reply)};
};

}  // namespace tasksched::service::wire
