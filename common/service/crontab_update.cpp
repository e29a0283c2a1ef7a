#include "common/service/crontab_update.h"

#include <algorithm>
#include <utility>

#include "common/crontab/changes.h"
#include "common/crontab/line_task.h"
#include "common/crontab/table.h"
#include "common/service/cancel_task.h"

namespace tasksched::service {

namespace {

using base::ErrorCode;
using base::Result;
using crontab::JobLine;
using store::CrontabLine;

/// The jobs of a table that have times: the others have no task.
std::vector<JobLine> jobs_of(crontab::Table table) {
    std::erase_if(table.jobs, [](const JobLine& job) { return !job.when; });
    return std::move(table.jobs);
}

std::string message_of(const crontab::TableError& error) {
    switch (error.fault) {
        case crontab::Fault::kLine:
            return fmt::format("line {}: {}", error.told_line, error.message);
        case crontab::Fault::kTooManyLines:
            return fmt::format("it has more than {} lines", crontab::kMostLines);
        case crontab::Fault::kNoEndOfLastLine:
            return "its last line has no line end";
    }
    return {};
}

Result<std::vector<JobLine>> read_jobs(const std::optional<std::string>& content) {
    if (!content) {
        return std::vector<JobLine>();
    }
    auto table = crontab::read_table(*content);
    if (!table) {
        return base::fail(ErrorCode::kInvalid, "crontab: {}", message_of(table.error()));
    }
    return jobs_of(std::move(*table));
}

/// One table taking the place of another.
class Replacing {
  public:
    Replacing(store::Transaction& transaction, const std::string& user_id,
              const store::Author& author)
        : transaction_(transaction),
          book_(transaction.crontabs()),
          author_(author),
          context_{user_id, time::Zone::host(), author.at} {}

    Result<CrontabResponse> replace(std::vector<JobLine> jobs) {
        if (auto read = read_old(); !read) {
            return tl::unexpected(std::move(read.error()));
        }
        const crontab::Changes changes = crontab::compare(old_jobs_, jobs);
        // Names that became free may be given anew.
        Result<void> done;
        for (std::size_t i = 0; done && i < changes.gone.size(); ++i) {
            done = cancel(old_lines_[changes.gone[i]]);
        }
        for (const bool with_old : {true, false}) {
            for (std::size_t i = 0; done && i < jobs.size(); ++i) {
                if (changes.origins[i].old.has_value() == with_old) {
                    done = put(jobs[i], changes.origins[i]);
                }
            }
        }
        return done.map([&] { return response_; });
    }

  private:
    /// The jobs of the table as it stands whose tasks may still run. Those of others, which no line
    /// of it has any more, go.
    Result<void> read_old() {
        const auto stored = book_.crontab(context_.user_id);
        const auto lines = book_.lines(context_.user_id, {});
        if (!stored || !lines) {
            return tl::unexpected(stored ? lines.error() : stored.error());
        }
        auto table = *stored ? crontab::read_table((*stored)->content)
                             : tl::expected<crontab::Table, crontab::TableError>();
        std::vector<JobLine> jobs = table ? jobs_of(std::move(*table)) : std::vector<JobLine>();
        auto job = jobs.begin();
        for (const CrontabLine& line : *lines) {
            job = std::find_if(job, jobs.end(), [&](const JobLine& candidate) {
                return candidate.line >= *line.line;
            });
            if (job != jobs.end() && job->line == *line.line) {
                old_jobs_.push_back(std::move(*job++));
                old_lines_.push_back(line);
            } else if (auto cancelled = cancel(line); !cancelled) {
                return cancelled;
            }
        }
        return {};
    }

    Result<void> put(const JobLine& job, const crontab::Origin& origin) {
        if (!origin.old) {
            return add(job);
        }
        const CrontabLine& old = old_lines_[*origin.old];
        if (!origin.is_same) {
            return change(job, old);
        }
        ++response_.kept;
        return old.line == job.line ? Result<void>() : note(old.task_id, job);
    }

    Result<void> add(const JobLine& job) {
        const auto made = task_of_line(job);
        if (!made) {
            return tl::unexpected(made.error());
        }
        const auto id = transaction_.tasks().insert(made->task, made->payload, author_);
        if (!id) {
            return at_line(job, id.error());
        }
        ++response_.added;
        return note(*id, job);
    }

    Result<void> change(const JobLine& job, const CrontabLine& line) {
        auto made = task_of_line(job);
        if (!made) {
            return tl::unexpected(made.error());
        }
        const auto old = stored_task(line.task_id);
        if (!old) {
            return tl::unexpected(old.error());
        }
        const auto payload = transaction_.reader().payload(old->id, old->version);
        if (!payload) {
            return tl::unexpected(payload.error());
        }
        model::Task& task = made->task;
        task.id = old->id;
        task.state = old->state;
        task.version = old->version + 1;
        task.created_at = old->created_at;
        if (task.state == model::TaskState::kPaused) {
            task.next_run_at.reset();
        } else if (task.schedule == old->schedule) {
            task.next_run_at = old->next_run_at;  // it may be due this moment
        }
        const model::Payload made_payload = std::move(made->payload);
        const auto updated = transaction_.tasks().update(
            task, *payload == made_payload ? nullptr : &made_payload, author_);
        if (!updated) {
            return at_line(job, updated.error());
        }
        if (!*updated) {
            return changed_meanwhile(task.id);
        }
        ++response_.changed;
        return note(task.id, job);
    }

    Result<void> cancel(const CrontabLine& line) {
        const auto task = stored_task(line.task_id);
        if (!task) {
            return tl::unexpected(task.error());
        }
        const auto cancelled =
            cancel_task(transaction_, *task, model::RunReason::kTaskCancelled, author_);
        if (!cancelled) {
            return tl::unexpected(cancelled.error());
        }
        ++response_.cancelled;
        return book_.drop_line(line.task_id);
    }

    Result<void> note(model::TaskId id, const JobLine& job) {
        return book_.set_line({.task_id = id,
                               .user_id = context_.user_id,
                               .source = {},
                               .line = job.line,
                               .mail_failures_only = job.flags.mail_failures_only});
    }

    [[nodiscard]] Result<crontab::LineTask> task_of_line(const JobLine& job) const {
        auto made = crontab::task_of(job, context_);
        if (!made) {
            return at_line(job, made.error());
        }
        return made;
    }

    Result<model::Task> stored_task(model::TaskId id) {
        auto task = transaction_.reader().task(id);
        if (!task) {
            return tl::unexpected(std::move(task.error()));
        }
        return *task ? Result<model::Task>(std::move(**task)) : changed_meanwhile(id);
    }

    static tl::unexpected<base::Error> changed_meanwhile(model::TaskId id) {
        return base::fail(ErrorCode::kTryAgain, "task {} was changed meanwhile", id.value);
    }

    static tl::unexpected<base::Error> at_line(const JobLine& job, base::Error error) {
        error.message = fmt::format("crontab: line {}: {}", job.line, error.message);
        return tl::unexpected(std::move(error));
    }

    store::Transaction& transaction_;
    store::CrontabBook& book_;
    const store::Author& author_;
    crontab::LineContext context_;
    std::vector<JobLine> old_jobs_;
    std::vector<CrontabLine> old_lines_;  ///< of old_jobs_, one for each
    CrontabResponse response_;
};

}  // namespace

Result<CrontabResponse> put_crontab(store::Transaction& transaction, const std::string& user_id,
                                    const std::optional<std::string>& content,
                                    store::CrontabOperation operation,
                                    const store::Author& author) {
    auto jobs = read_jobs(content);
    if (!jobs) {
        return tl::unexpected(std::move(jobs.error()));
    }
    auto response = Replacing(transaction, user_id, author).replace(std::move(*jobs));
    if (!response) {
        return response;
    }
    const auto old = transaction.crontabs().crontab(user_id);
    if (!old) {
        return tl::unexpected(old.error());
    }
    const bool is_new =
        old->has_value() != content.has_value() || (content && (*old)->content != *content);
    if (!is_new) {
        return response;
    }
    const auto crontab =
        content ? std::optional(store::Crontab{*content, author.at, author.user_id}) : std::nullopt;
    return transaction.crontabs()
        .replace(user_id, crontab, operation, author.user_id, author.at)
        .map([&] { return *response; });
}

Result<void> refuse_task_of_crontab(store::CrontabBook& book, model::TaskId task) {
    const auto line = book.line_of(task);
    if (!line) {
        return tl::unexpected(line.error());
    }
    if (!*line || !(*line)->line) {
        return {};
    }
    const std::string& source = (*line)->source;
    return base::fail(ErrorCode::kInvalid,
                      "task {} comes from line {} of {}; change the line instead{}", task.value,
                      *(*line)->line,
                      source.empty() ? fmt::format("the crontab of {}", (*line)->user_id) : source,
                      source.empty() ? ": tasksched crontab -e" : "");
}

}  // namespace tasksched::service
