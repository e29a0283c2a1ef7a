#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/crontab/assignment.h"
#include "common/crontab/command_text.h"
#include "common/model/task_spec.h"
#include "common/schedule/cron.h"
#include "common/time/zone.h"

namespace tasksched::crontab {

/// As many lines as Debian's crontab allows.
inline constexpr int kMostLines = 10'000;

/// The longest command with its input, in bytes.
inline constexpr std::size_t kLongestCommand = std::size_t{32} * 1024;

/// A line that runs something, with all that holds for it.
struct JobLine {
    int line = 0;                                  ///< its number, from 1
    std::optional<schedule::CronExpression> when;  ///< none where it never comes
    std::string user;                              ///< of a system table; else empty
    CommandFlags flags;
    CommandText command;
    std::shared_ptr<const Variables::List> variables;
    std::shared_ptr<const model::TaskSpec> options;  ///< of `# tasksched:` above it; null: none
    std::optional<time::Zone> zone;                  ///< CRON_TZ; none: the host's
    std::chrono::minutes random_delay{0};            ///< RANDOM_DELAY
};

/// Something that is allowed, and probably not what was meant.
struct Remark {
    int line = 0;
    std::string text;
};

/// A table that was read.
struct Table {
    std::vector<JobLine> jobs;  ///< in the order of their lines
    std::vector<Remark> remarks;
};

/// Why a table is refused. All but kLine concern the table as a whole.
enum class Fault {
    kLine,            ///< a line is wrong
    kTooManyLines,    ///< more than kMostLines
    kNoEndOfLastLine  ///< its last line has no line end
};

struct TableError {
    Fault fault = Fault::kLine;
    int told_line = 0;    ///< with kLine: the number that cron tells, which may be one less
    std::string message;  ///< with kLine: "bad minute", in the words of Debian's cron where it
                          ///< refuses the line too
};

/// Whether a system table may name that user.
using KnowsUser = std::function<bool(std::string_view name)>;

/// Reads a table as crontab(5) of Debian describes it, and stops at the first error, at the place
/// and in the words of its crontab(1). What cronie and OpenBSD's cron add is read too, as are
/// options for tasksched in comments; where cron would take a line in another way, cron's way goes
/// first. `knows_user` is given for a system table, whose lines name a user before the command.
tl::expected<Table, TableError> read_table(std::string_view text,
                                           const KnowsUser& knows_user = nullptr);

}  // namespace tasksched::crontab
