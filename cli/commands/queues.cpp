#include "cli/commands/queues.h"

#include <algorithm>
#include <map>
#include <optional>

#include "cli/output/json.h"
#include "common/time/duration_text.h"

namespace tasksched::cli::commands {
namespace {

using Queue = store::Totals::Queue;

std::optional<std::int64_t> slots_of(const std::string& type, const config::Slots& slots) {
    return std::min(config::slots_of(slots, type), *slots.total);
}

std::optional<std::int64_t> slots_of_user(const config::Slots& slots) {
    return *slots.per_user > 0 ? std::optional(*slots.per_user) : std::nullopt;
}

std::map<std::string, Queue> queues_of(const Health& health) {
    auto queues = health.totals->queues;
    queues.try_emplace("command");
    return queues;
}

std::optional<std::int64_t> seconds_of(const std::optional<std::chrono::seconds>& lag) {
    return lag ? std::optional(lag->count()) : std::nullopt;
}

std::string lag_text(const Queue& queue, time::Instant now) {
    return time::format_duration(lag_of(queue, now).value_or(std::chrono::seconds(0)));
}

std::string slots_text(std::int64_t used, const std::optional<std::int64_t>& slots) {
    return slots ? fmt::format("{} of {} slots used", used, *slots)
                 : fmt::format("{} running", used);
}

void append(std::string& list, const JsonObject& object) {
    list += list.size() > 1 ? "," : "";
    list += object.text();
}

}  // namespace

std::string json_of_queues(const Health& health, const config::Slots& slots) {
    std::string list = "[";
    for (const auto& [type, queue] : queues_of(health)) {
        append(list, JsonObject()
                         .add("type", type)
                         .add("queued", queue.queued)
                         .add("running", queue.running)
                         .add("slots", slots_of(type, slots))
                         .add("waiting", queue.waiting)
                         .add("lag_seconds", seconds_of(lag_of(queue, health.now))));
    }
    return list + ']';
}

std::string json_of_users(const Health& health, const config::Slots& slots) {
    std::string list = "[";
    for (const auto& [user, queue] : health.totals->users) {
        append(list, JsonObject()
                         .add("user_id", user)
                         .add("queued", queue.queued)
                         .add("running", queue.running)
                         .add("slots", slots_of_user(slots))
                         .add("lag_seconds", seconds_of(lag_of(queue, health.now))));
    }
    return list + ']';
}

void add_queues(Details& lines, const Health& health, const config::Slots& slots) {
    for (const auto& [type, queue] : queues_of(health)) {
        lines.add("queue", fmt::format("{}: {}, {} queued, {} waiting, lag {}", type,
                                       slots_text(queue.running, slots_of(type, slots)),
                                       queue.queued, queue.waiting, lag_text(queue, health.now)));
    }
    if (*slots.per_user == 0) {
        return;
    }
    for (const auto& [user, queue] : health.totals->users) {
        lines.add("user", fmt::format("{}: {}, {} queued, lag {}", user,
                                      slots_text(queue.running, slots_of_user(slots)), queue.queued,
                                      lag_text(queue, health.now)));
    }
}

}  // namespace tasksched::cli::commands
