#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/text.h"
#include "common/crontab/changes.h"
#include "common/crontab/line_task.h"
#include "tests/fuzz/fuzzing.h"

// Any text is refused with a line that it has, or one before it, and with words in one line, or it
// is read: its jobs stand on lines of the text, upwards, they become tasks that have a time unless
// they are @reboot's, and lines that follow a comment more mean the same. No input takes more than
// 10 ms.

namespace {

using tasksched::crontab::Fault;
using tasksched::crontab::JobLine;
using tasksched::crontab::Table;
using tasksched::crontab::TableError;
using tasksched::fuzz::require;
using tasksched::time::Zone;

int lines_of(std::string_view text) {
    int lines = 1;
    for (const char character : text) {
        lines += character == '\n' ? 1 : 0;
    }
    return lines;
}

void check_error(std::string_view text, const TableError& error) {
    if (error.fault != Fault::kLine) {
        return;
    }
    require(error.told_line >= 0 && error.told_line <= lines_of(text), "a line that is none");
    require(error.message.find('\n') == std::string::npos, "a message of several lines");
    require(error.message.starts_with("bad ") || error.message == "command too long",
            "words that are none of cron's");
}

void check_job(const JobLine& job, int& last_line, int lines) {
    require(job.line > last_line && job.line <= lines, "a job on a line that is none");
    last_line = job.line;
    if (!job.when) {
        return;
    }
    const auto made = tasksched::crontab::task_of(job, {"a", Zone(), {}});
    if (made) {
        require(job.when->at_reboot() != made->task.next_run_at.has_value(),
                "a task without a time, or @reboot with one");
        require(made->payload.shell.empty() != made->payload.argv.empty(), "no command, or two");
    }
}

void check(std::string_view text) {
    const auto table = tasksched::crontab::read_table(text);
    if (!table) {
        check_error(text, table.error());
        return;
    }
    int last_line = 0;
    for (const JobLine& job : table->jobs) {
        check_job(job, last_line, lines_of(text));
    }
    const auto below = tasksched::crontab::read_table("# x\n" + std::string(text));
    require(below && below->jobs.size() == table->jobs.size(), "other jobs below a comment");
    const auto changes = tasksched::crontab::compare(table->jobs, below->jobs);
    require(changes.gone.empty(), "a job that is gone below a comment");
    for (const auto& origin : changes.origins) {
        require(origin.is_same, "a job that is another below a comment");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tasksched::fuzz::within_time_limit([text] { check(text); });
    return 0;
}
