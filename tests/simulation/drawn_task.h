#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/model/task.h"
#include "tests/simulation/occurrences.h"
#include "tests/simulation/random.h"
#include "tests/simulation/zone_table.h"

namespace tasksched::simulation {

/// How the runs of a task behave.
struct Habit {
    std::chrono::seconds longest{1};  ///< that an attempt takes
    int failures = 0;                 ///< of a hundred attempts
};

/// A task, what its schedule means in the simulation's own words, and how its runs behave.
struct DrawnTask {
    model::Task task;
    Occurrences occurrences;
    Habit habit;
};

/// Draws tasks of every kind: one-offs, periods of seconds and of the calendar, counted from the
/// clock or from the end of runs, cron expressions of every form, in all zones, with every policy.
class TaskDraw {
  public:
    explicit TaskDraw(Random& random) : random_(random), zones_(all_zones()) {}

    /// A task that is stored at `now`, without id; its next_run_at is the simulation's own. One
    /// that has no occurrence after `now` is drawn again.
    DrawnTask draw(time::Second now);

    /// Other policies for a task that is stored.
    model::Policies policies();

    [[nodiscard]] std::size_t zone_count() const { return zones_.size(); }

  private:
    DrawnTask draw_once(time::Second now);
    DrawnTask draw_period(time::Second now);
    DrawnTask draw_calendar_period(time::Second now);
    DrawnTask draw_cron(time::Second now);
    DrawnTask draw_dense_cron(time::Second now);

    DrawnTask cron_task(const std::string& text, CronMeaning meaning);
    void draw_bounds(time::Second now, model::Task& task);
    [[nodiscard]] DrawnTask finished(model::Task task, Occurrences::Meaning meaning);

    std::string draw_day_fields(CronMeaning& cron);
    std::string draw_day(CronMeaning& cron);
    std::string draw_weekday(CronMeaning& cron);
    std::string draw_time_fields(CronMeaning& cron, bool many_days);

    Random& random_;
    std::vector<std::shared_ptr<const ZoneTable>> zones_;
    std::shared_ptr<const ZoneTable> zone_;  ///< of the task that is drawn
};

}  // namespace tasksched::simulation
