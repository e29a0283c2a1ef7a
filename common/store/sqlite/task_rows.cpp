#include "common/store/sqlite/task_rows.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "common/base/text.h"
#include "common/model/words.h"
#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/task_write_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Policies;
using model::Task;
using schedule::CronExpression;
using schedule::PeriodUnit;
using std::chrono::seconds;

/// The columns of sql::kTaskColumns.
enum Column {
    kTaskId,
    kUserId,
    kName,
    kType,
    kState,
    kExecuteDatetime,
    kRecurringPeriod,
    kRecurringUnit,
    kAfterFinish,
    kCron,
    kTimeZone,
    kStart,
    kUntil,
    kRemaining,
    kJitter,
    kCatchUp,
    kDeadline,
    kOverlap,
    kTimeout,
    kRetries,
    kBackoffBase,
    kBackoffCap,
    kOnCrash,
    kNotify,
    kPriority,
    kNextRunAt,
    kCreatedAt,
    kVersion,
    kRevision,
    kOnlyCalendars,
    kExceptCalendars,
    kIfExcluded,
    kRetryOn,
    kGiveUpOn,
    kMemoryLimit,
    kCpuLimit,
    kOpenFiles,
    kNice,
    kUmask,
};

constexpr std::array<model::Word<PeriodUnit>, 3> kUnitWords{{
    {PeriodUnit::kSeconds, "seconds"},
    {PeriodUnit::kMonths, "months"},
    {PeriodUnit::kYears, "years"},
}};

constexpr std::string_view kAtReboot = "@reboot";

seconds seconds_at(const Query& row, int column) { return seconds(row.integer(column)); }

std::optional<seconds> optional_seconds(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(seconds_at(row, column));
}

/// Sets `target` to the value that a parse gave, or keeps its error in `problem`.
template <typename Value, typename Target>
void take(Result<Value> parsed, Target& target, std::optional<base::Error>& problem) {
    if (parsed) {
        target = std::move(*parsed);
    } else if (!problem) {
        problem = std::move(parsed.error());
    }
}

void read_rule(const Query& row, schedule::Schedule& schedule,
               std::optional<base::Error>& problem) {
    if (!row.is_null(kExecuteDatetime)) {
        schedule.rule = schedule::Once{row.second(kExecuteDatetime)};
    } else if (!row.is_null(kCron)) {
        take(CronExpression::parse(row.text(kCron)), schedule.rule, problem);
    } else {
        schedule::Every every{.period = {.length = row.integer(kRecurringPeriod)},
                              .after_finish = row.truth(kAfterFinish)};
        take(value_of(kUnitWords, row.text(kRecurringUnit)), every.period.unit, problem);
        schedule.rule = every;
    }
}

void read_schedule(const Query& row, schedule::Schedule& schedule,
                   std::optional<base::Error>& problem) {
    read_rule(row, schedule, problem);
    take(time::Zone::load(row.text(kTimeZone)), schedule.zone, problem);
    schedule.start = row.optional(kStart, &Query::second);
    schedule.until = row.optional(kUntil, &Query::second);
    take(words_at(row, kOnlyCalendars), schedule.days.only, problem);
    take(words_at(row, kExceptCalendars), schedule.days.except, problem);
    take(schedule::parse_if_excluded(row.text(kIfExcluded)), schedule.days.if_excluded, problem);
}

/// A list of exit statuses; none where the column is NULL.
Result<model::ExitCodes> exit_codes_at(const Query& row, int column) {
    return row.is_null(column) ? model::ExitCodes() : model::ExitCodes::parse(row.text(column));
}

model::Limits read_limits(const Query& row) {
    return {.memory = row.optional(kMemoryLimit, &Query::integer),
            .cpu_time = optional_seconds(row, kCpuLimit),
            .open_files = row.optional(kOpenFiles, &Query::integer),
            .nice = row.optional(kNice, &Query::small_integer),
            .umask = row.optional(kUmask, &Query::small_integer)};
}

void read_policies(const Query& row, Policies& policies, std::optional<base::Error>& problem) {
    take(model::parse_catch_up(row.text(kCatchUp)), policies.catch_up, problem);
    policies.deadline = optional_seconds(row, kDeadline);
    take(model::parse_overlap(row.text(kOverlap)), policies.overlap, problem);
    policies.timeout = optional_seconds(row, kTimeout);
    policies.retries = row.small_integer(kRetries);
    policies.backoff = {.base = seconds_at(row, kBackoffBase), .cap = seconds_at(row, kBackoffCap)};
    take(model::parse_on_crash(row.text(kOnCrash)), policies.on_crash, problem);
    policies.notify = row.text(kNotify);
    policies.priority = row.small_integer(kPriority);
    take(exit_codes_at(row, kRetryOn), policies.retry_on, problem);
    take(exit_codes_at(row, kGiveUpOn), policies.give_up_on, problem);
    policies.limits = read_limits(row);
}

/// The schedule's rule as columns; all but one of the first three are none.
struct RuleColumns {
    std::optional<time::Second> execute_datetime{};
    std::optional<std::int64_t> recurring_period{};
    std::optional<std::string_view> recurring_unit{};
    bool after_finish = false;
    std::optional<std::string_view> cron{};
};

struct RuleReader {
    RuleColumns operator()(const schedule::Once& once) const {
        return {.execute_datetime = once.at};
    }
    RuleColumns operator()(const schedule::Every& every) const {
        return {.recurring_period = every.period.length,
                .recurring_unit = word_of(kUnitWords, every.period.unit),
                .after_finish = every.after_finish};
    }
    RuleColumns operator()(const CronExpression& cron) const {
        return {.cron = cron.at_reboot() ? kAtReboot : std::string_view(cron.text())};
    }
};

/// The statement with the 38 parameters of sql::kInsertTask bound, and those that follow.
template <typename... More>
Query bound(Statements& statements, const char* sql, const Task& task, model::Revision revision,
            const More&... more) {
    const RuleColumns rule = std::visit(RuleReader(), task.schedule.rule);
    const Policies& policies = task.policies;
    const auto only = words_as_json(task.schedule.days.only);
    const auto except = words_as_json(task.schedule.days.except);
    const std::string retry_on = policies.retry_on.text();
    const std::string give_up_on = policies.give_up_on.text();
    const model::Limits& limits = policies.limits;
    return statements.use(
        sql, task.user_id, text_or_null(task.name), task.type, to_string(task.state),
        rule.execute_datetime, rule.recurring_period, rule.recurring_unit, rule.after_finish,
        rule.cron, task.schedule.zone.name(), task.schedule.start, task.schedule.until,
        task.remaining, task.jitter, to_string(policies.catch_up), policies.deadline,
        to_string(policies.overlap), policies.timeout, policies.retries, policies.backoff.base,
        policies.backoff.cap, to_string(policies.on_crash), policies.notify, policies.priority,
        task.next_run_at, task.created_at, task.version, revision,
        std::optional<std::string_view>(only), std::optional<std::string_view>(except),
        to_string(task.schedule.days.if_excluded), text_or_null(retry_on), text_or_null(give_up_on),
        limits.memory, limits.cpu_time, limits.open_files, limits.nice, limits.umask, more...);
}

}  // namespace

Result<Task> read_task(const Query& row) {
    Task task;
    std::optional<base::Error> problem;
    task.id = {row.integer(kTaskId)};
    task.user_id = row.text(kUserId);
    task.name = row.text(kName);
    task.type = row.text(kType);
    take(model::parse_task_state(row.text(kState)), task.state, problem);
    read_schedule(row, task.schedule, problem);
    task.remaining = row.optional(kRemaining, &Query::integer);
    task.jitter = seconds_at(row, kJitter);
    read_policies(row, task.policies, problem);
    task.next_run_at = row.optional(kNextRunAt, &Query::second);
    task.created_at = row.instant(kCreatedAt);
    task.version = row.integer(kVersion);
    task.revision = row.integer(kRevision);
    if (problem) {
        return fail(ErrorCode::kFailed, "task {} cannot be read: {}; update or cancel it",
                    task.id.value, problem->message);
    }
    return task;
}

Result<std::vector<Task>> read_tasks(Query query) {
    std::vector<Task> tasks;
    while (query.step()) {
        auto task = read_task(query);
        if (!task) {
            return tl::unexpected(std::move(task.error()));
        }
        tasks.push_back(std::move(*task));
    }
    return tasks;
}

std::vector<Task> read_good_tasks(Query query, std::int64_t limit) {
    std::vector<Task> tasks;
    while (static_cast<std::int64_t>(tasks.size()) < limit && query.step()) {
        if (auto task = read_task(query)) {
            tasks.push_back(std::move(*task));
        }
    }
    return tasks;
}

void insert_task_row(Statements& statements, const Task& task, model::Revision revision) {
    bound(statements, sql::kInsertTask, task, revision).run();
}

int update_task_row(Statements& statements, const Task& task, model::Revision revision,
                    model::Version old_version) {
    return bound(statements, sql::kUpdateTask, task, revision, task.id.value, old_version).run();
}

}  // namespace tasksched::store::sqlite
