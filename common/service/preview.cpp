#include "common/service/preview.h"

#include <utility>

#include "common/service/authorize.h"
#include "common/service/next_run.h"
#include "common/service/scheduling.h"

namespace tasksched::service {

using base::Result;

Preview::Preview(store::Reader* stored, const time::Clock& clock, Principal principal,
                 std::string acting_for, CalendarSource calendars, PluginSource plugins)
    : stored_(stored),
      clock_(clock),
      principal_(std::move(principal)),
      acting_for_(std::move(acting_for)),
      calendars_(std::move(calendars)),
      plugins_(std::move(plugins)) {}

Result<SchedulePreview> Preview::schedule(const model::TaskSpec& spec, OnSameName same_name) {
    const Caller caller{principal_, acting_for_};
    PaperBook book(stored_);
    return authorize(caller)
        .and_then([&] {
            return schedule_into(
                book, caller, {calendars_, plugins_}, clock_.now(),
                ScheduleRequest{.specs = {spec}, .replace = same_name == OnSameName::kReplace});
        })
        .and_then([&](ScheduleResponse response) {
            SchedulePreview preview{book.last()->task, book.last()->payload,
                                    std::move(response.remarks)};
            return show_next_run(calendars_, preview.task).map([&] { return std::move(preview); });
        });
}

Result<Preview::Batch> Preview::schedule_stream(const SpecSource& next, OnSameName same_name) {
    const Caller caller{principal_, acting_for_};
    PaperBook book(stored_);
    return authorize(caller)
        .and_then([&] {
            return schedule_into(book, caller, {calendars_, plugins_}, clock_.now(), next,
                                 same_name);
        })
        .map([](ScheduleResponse response) {
            return Batch{static_cast<std::int64_t>(response.ids.size()),
                         std::move(response.remarks)};
        });
}

}  // namespace tasksched::service
