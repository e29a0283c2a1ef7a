#include "common/model/run_json.h"

#include "common/model/json_writer.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using OptionalText = std::optional<std::string>;

OptionalText instant_text(const std::optional<time::Instant>& at, const time::Zone& zone) {
    return at ? OptionalText(time::format_instant(*at, zone)) : std::nullopt;
}

std::optional<std::int64_t> number(const std::optional<int>& value) {
    return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

std::optional<std::int64_t> count(const std::optional<std::chrono::microseconds>& value) {
    return value ? std::optional<std::int64_t>(value->count()) : std::nullopt;
}

std::string attempt_json(const Attempt& attempt, const time::Zone& zone) {
    const auto& process = attempt.process;
    JsonObject object;
    object.number("attempt", std::int64_t{attempt.number})
        .text_or_null("host", attempt.host)
        .optional_text("started_at", instant_text(attempt.started_at, zone))
        .optional_text("finished_at", instant_text(attempt.finished_at, zone))
        .text_or_null("outcome", attempt.outcome ? to_string(*attempt.outcome) : std::string_view())
        .optional_number("exit_code", number(attempt.exit_code))
        .optional_number("signal", number(attempt.signal))
        .text_or_null("detail", attempt.detail)
        .optional_number("pid", process ? std::optional<std::int64_t>(process->pid) : std::nullopt)
        .optional_number("cpu_microseconds", count(attempt.cpu_time))
        .optional_number("peak_memory_bytes", attempt.peak_memory_bytes)
        .optional_truth("core_dumped", attempt.core_dumped);
    return object.str();
}

std::string attempts_json(std::span<const Attempt> attempts, const time::Zone& zone) {
    std::string list = "[";
    for (const Attempt& attempt : attempts) {
        list += list.size() > 1 ? "," : "";
        list += attempt_json(attempt, zone);
    }
    return list + ']';
}

std::string item_json(const RunItem& item, const time::Zone& zone) {
    JsonObject object;
    object.number("item", std::int64_t{item.number})
        .text("label", item.label)
        .text("state", to_string(item.state))
        .text_or_null("idempotency_key", item.idempotency_key)
        .optional_text("first_sent_at", instant_text(item.first_sent_at, zone))
        .text_or_null("reply", item.reply);
    return object.str();
}

}  // namespace

std::string to_json(std::span<const RunItem> items, const time::Zone& zone) {
    std::string list = "[";
    for (const RunItem& item : items) {
        list += list.size() > 1 ? "," : "";
        list += item_json(item, zone);
    }
    return list + ']';
}

std::string to_json(const Run& run, const time::Zone& zone, std::span<const Attempt> attempts) {
    JsonObject object;
    object.number("run_id", run.id.value)
        .number("task_id", run.task_id.value)
        .number("version", run.version)
        .text("user_id", run.user_id)
        .text("type", run.type)
        .optional_time("scheduled_for", run.scheduled_for, zone)
        .text("state", to_string(run.state))
        .text_or_null("reason", to_string(run.reason))
        .number("attempt", std::int64_t{run.attempt})
        .optional_text("started_at", instant_text(run.started_at, zone))
        .optional_text("finished_at", instant_text(run.finished_at, zone))
        .optional_number("exit_code", number(run.exit_code))
        .optional_number("signal", number(run.signal))
        .text_or_null("detail", run.detail)
        .optional_text("created_at", instant_text(run.created_at, zone))
        .optional_time("not_before", run.not_before, zone)
        .optional_text("next_attempt_at", instant_text(run.next_attempt_at, zone))
        .optional_text("kill_requested_at", instant_text(run.kill_requested_at, zone))
        .optional_time("through", run.through, zone)
        .optional_number("count", run.count)
        .number("priority", std::int64_t{run.priority})
        .text_or_null("owner", run.owner)
        .optional_truth("core_dumped", run.core_dumped)
        .optional_number("cpu_microseconds", count(run.cpu_time))
        .optional_number("peak_memory_bytes", run.peak_memory_bytes);
    if (!attempts.empty()) {
        object.json("attempts", attempts_json(attempts, zone));
    }
    return object.str();
}

}  // namespace tasksched::model
