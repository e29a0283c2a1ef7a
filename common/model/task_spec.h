#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// A task as a user wrote it: the long options of `tasksched schedule`, by name and still text.
/// The command line, a batch line and the daemon's socket all make one of these; resolve.h makes a
/// task of it. An option that is absent keeps its default (`schedule`) or its value (`update`).
struct TaskSpec {
    // When
    std::optional<std::string> at, in, every, cron;
    std::optional<std::string> tz, start, until, count, jitter;
    bool after_finish = false;
    std::vector<std::string> only, except;  ///< calendars; "none" alone takes them away
    std::optional<std::string> if_excluded;
    // Policies
    std::optional<std::string> name, catch_up, deadline, overlap, timeout, retries, backoff,
        on_crash, notify, priority, retry_on, give_up_on;
    // Limits
    std::optional<std::string> memory, cpu_time, open_files, nice, umask;
    // What
    std::optional<std::string> type;
    GivenOptions type_options;  ///< those that belong to types: see TypeInfo::options
    // What is run, by types that run a program
    std::vector<std::string> words;  ///< what follows `--`
    std::optional<std::string> shell, cwd, standard_input;
    std::vector<std::string> env;  ///< "K=V"
    /// Of an update, which parts of a payload it is about: those that have these values. No option
    /// of `schedule`.
    std::vector<FieldValue> where;

    friend bool operator==(const TaskSpec&, const TaskSpec&) = default;
};

/// Reads a batch line: one JSON object whose keys are the long options' names with `_` for `-`,
/// `type`, and `words`. Values are strings, or numbers and booleans where they stand for
/// themselves; repeated options are lists. kInvalid names an unknown key with the nearest known.
base::Result<TaskSpec> parse_task_spec(std::string_view json);

/// The inverse of parse_task_spec, on one line.
std::string format_task_spec(const TaskSpec& spec);

}  // namespace tasksched::model
