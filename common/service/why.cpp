#include "common/model/why.h"

#include <algorithm>

#include "common/schedule/occurrences.h"
#include "common/service/missed.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

/// The newest time of the task that has come: of a record, or of its schedule; else the next one.
time::Second newest_time(const model::Task& task, const model::Evidence& evidence) {
    const time::Second now = time::floor_second(evidence.now);
    std::optional<time::Second> newest;
    if (evidence.record) {
        newest =
            evidence.record->through ? evidence.record->through : evidence.record->scheduled_for;
    }
    if (evidence.occurrences != nullptr && !schedule::after_finish(task.schedule)) {
        const time::Second made = time::floor_second(task.created_at);
        if (const auto latest = evidence.occurrences->latest(made, now)) {
            newest = newest ? std::max(*newest, *latest) : *latest;
        }
    }
    return newest.value_or(task.next_run_at.value_or(now));
}

/// Whether the time is one of the missed ones.
bool is_held(const store::MissedTask& missed, const model::Evidence& evidence) {
    return std::any_of(missed.spans.begin(), missed.spans.end(), [&](const auto& span) {
        const bool known = std::binary_search(span.newest.begin(), span.newest.end(), evidence.at);
        const bool before_known =
            span.first <= evidence.at && evidence.at < span.newest.front() &&
            evidence.occurrences != nullptr &&
            evidence.occurrences->next(evidence.at - std::chrono::seconds(1)) == evidence.at;
        return known || before_known;
    });
}

}  // namespace

base::Result<WhyResponse> Service::why(const WhyRequest& request) {
    store::Reader& reader = store_.reader();
    auto task = find_task_or_former(reader, caller(), request.task);
    if (!task) {
        return tl::unexpected(std::move(task.error()));
    }
    const auto calendars = calendars_of(*task, calendars_);
    if (!calendars) {
        return tl::unexpected(calendars.error());
    }
    const auto occurrences = schedule::Occurrences::of(task->schedule, **calendars);
    const time::Instant now = clock_.now();
    auto record = reader.newest_record(task->id, request.at.value_or(time::floor_second(now)));
    if (!record) {
        return tl::unexpected(std::move(record.error()));
    }
    model::Evidence evidence{.at = {},
                             .now = now,
                             .record = std::move(*record),
                             .occurrences = occurrences ? &*occurrences : nullptr};
    const auto missed = missed_of_task(reader, task->id, now);
    if (!missed) {
        return tl::unexpected(missed.error());
    }
    evidence.at = request.at.value_or(newest_time(*task, evidence));
    evidence.is_held = *missed && is_held((*missed)->missed, evidence);
    WhyResponse response{.task = *task, .at = evidence.at, .run = {}, .answer = {}};
    response.answer = model::why(*task, evidence);
    if (model::is_recorded(evidence)) {
        response.run = std::move(evidence.record);
    }
    return response;
}

}  // namespace tasksched::service
