#include "common/model/task_json.h"

#include <fmt/format.h>

#include <type_traits>

#include "common/model/json_writer.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::model {

namespace {

using OptionalText = std::optional<std::string>;

OptionalText duration_text(const std::optional<std::chrono::seconds>& duration) {
    return duration ? OptionalText(time::format_duration(*duration)) : std::nullopt;
}

void add_schedule(JsonObject& object, const Task& task) {
    const schedule::Schedule& when = task.schedule;
    const auto* once = std::get_if<schedule::Once>(&when.rule);
    const auto* every = std::get_if<schedule::Every>(&when.rule);
    const auto* cron = std::get_if<schedule::CronExpression>(&when.rule);
    object
        .optional_text(
            "execute_datetime",
            once != nullptr ? OptionalText(time::format_time(once->at, when.zone)) : std::nullopt)
        .optional_text(
            "recurring_period",
            every != nullptr ? OptionalText(schedule::format_period(every->period)) : std::nullopt)
        .truth("after_finish", every != nullptr && every->after_finish)
        .optional_text("cron", cron != nullptr ? OptionalText(cron->text()) : std::nullopt)
        .text("time_zone", when.zone.name())
        .optional_time("start", when.start, when.zone)
        .optional_time("until", when.until, when.zone)
        .optional_number("remaining", task.remaining)
        .text("jitter", time::format_duration(task.jitter))
        .json("only", json_list(when.days.only))
        .json("except", json_list(when.days.except))
        .text("if_excluded", to_string(when.days.if_excluded));
}

void add_limits(JsonObject& object, const Limits& limits) {
    const auto number = [](const std::optional<int>& value) {
        return value ? std::optional<std::int64_t>(*value) : std::nullopt;
    };
    object
        .optional_text("memory",
                       limits.memory ? OptionalText(format_memory(*limits.memory)) : std::nullopt)
        .optional_text("cpu_time", limits.cpu_time ? OptionalText(format_cpu_time(*limits.cpu_time))
                                                   : std::nullopt)
        .optional_number("open_files", limits.open_files)
        .optional_number("nice", number(limits.nice))
        .optional_text("umask",
                       limits.umask ? OptionalText(format_umask(*limits.umask)) : std::nullopt);
}

void add_policies(JsonObject& object, const Policies& policies) {
    object.text("catch_up", to_string(policies.catch_up))
        .optional_text("deadline", duration_text(policies.deadline))
        .text("overlap", to_string(policies.overlap))
        .optional_text("timeout", duration_text(policies.timeout))
        .number("retries", std::int64_t{policies.retries})
        .text("backoff", format_backoff(policies.backoff))
        .text("on_crash", to_string(policies.on_crash))
        .text_or_null("notify", policies.notify)
        .number("priority", std::int64_t{policies.priority})
        .text_or_null("retry_on", policies.retry_on.text())
        .text_or_null("give_up_on", policies.give_up_on.text());
    add_limits(object, policies.limits);
}

}  // namespace

std::string to_json(const Task& task, const Payload* payload) {
    const time::Zone& zone = task.schedule.zone;
    JsonObject object;
    object
        .optional_number("task_id",
                         task.id.value != 0 ? std::optional(task.id.value) : std::nullopt)
        .text("user_id", task.user_id)
        .text_or_null("name", task.name)
        .text("type", task.type)
        .text("state", to_string(task.state))
        .optional_time("next_run_at", task.next_run_at, zone);
    add_schedule(object, task);
    add_policies(object, task.policies);
    object.text("created_at", time::format_instant(task.created_at, zone))
        .number("version", task.version)
        .number("revision", task.revision);
    if (payload != nullptr) {
        object.json("payload", to_json(*payload));
    }
    return object.str();
}

}  // namespace tasksched::model
