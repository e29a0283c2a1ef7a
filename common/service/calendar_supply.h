#pragma once

#include <functional>
#include <utility>

#include "common/base/error.h"
#include "common/model/resolve.h"
#include "common/schedule/calendars.h"

namespace tasksched::service {

/// Reads the calendars of the configuration, at the latest when it is called; they live as long as
/// whoever made it.
using CalendarSource = std::function<base::Result<const schedule::Calendars*>()>;

/// The calendars for the schedule of one task; none are read where it names none.
base::Result<const schedule::Calendars*> calendars_of(const model::Task& task,
                                                      const CalendarSource& source);

/// Gives a context its calendars at the first task that needs them: a task without any costs no
/// reading of files.
class CalendarSupply {
  public:
    explicit CalendarSupply(CalendarSource source) : source_(std::move(source)) {}

    base::Result<void> give_to(model::ResolveContext& context) {
        if (given_) {
            return {};
        }
        const auto calendars = source_();
        if (!calendars) {
            return tl::unexpected(calendars.error());
        }
        context.calendars = **calendars;
        given_ = true;
        return {};
    }

  private:
    CalendarSource source_;
    bool given_ = false;
};

}  // namespace tasksched::service
