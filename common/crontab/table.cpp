#include "common/crontab/table.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "common/base/text.h"
#include "common/crontab/characters.h"
#include "common/crontab/line_options.h"
#include "common/crontab/time_fields.h"

namespace tasksched::crontab {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr int kMostDelay = 24 * 60;

tl::unexpected<TableError> wrong_line(int told_line, std::string_view message) {
    return tl::unexpected(TableError{Fault::kLine, told_line, std::string(message)});
}

/// Reads a table from its beginning to its end, as crontab(1) checks one.
class TableReader {
  public:
    TableReader(std::string_view text, const KnowsUser& knows_user)
        : characters_(text), knows_user_(knows_user) {}

    tl::expected<Table, TableError> read() {
        bool ended_well = true;
        while (characters_.line() <= kMostLines + 1) {
            if (auto skipped = skip_to_content(); !skipped) {
                return tl::unexpected(std::move(skipped.error()));
            }
            const std::size_t position = characters_.position();
            const int line = characters_.line();
            int terminator = 0;
            const std::string_view content = characters_.take_until("\n", terminator);
            if (terminator == Characters::kEnd) {
                ended_well = content.empty();
                break;
            }
            auto taken = take_assignment(content, line);
            if (taken && !*taken) {
                characters_.go_to(position, line);
                taken = take_job();
            }
            if (!taken) {
                return tl::unexpected(std::move(taken.error()));
            }
        }
        return finish(ended_well);
    }

  private:
    using Done = tl::expected<void, TableError>;
    using Taken = tl::expected<bool, TableError>;

    tl::expected<Table, TableError> finish(bool ended_well) {
        if (characters_.line() > kMostLines + 1) {
            return tl::unexpected(TableError{Fault::kTooManyLines, 0, {}});
        }
        if (!ended_well) {
            return tl::unexpected(TableError{Fault::kNoEndOfLastLine, 0, {}});
        }
        if (options_) {
            table_.remarks.push_back({options_line_, "no job follows this tasksched option"});
        }
        return std::move(table_);
    }

    /// Passes over blank lines, comments, and the blanks before what is neither.
    Done skip_to_content() {
        for (;;) {
            int character = characters_.get();
            while (character == ' ' || character == '\t') {
                character = characters_.get();
            }
            if (character == Characters::kEnd) {
                return {};
            }
            if (character != '\n' && character != '#') {
                characters_.unget();
                return {};
            }
            if (character == '#') {
                if (auto read = read_comment(); !read) {
                    return read;
                }
            }
        }
    }

    /// The `#` has been read.
    Done read_comment() {
        const int line = characters_.line();
        const std::string_view comment = characters_.line_from(characters_.position() - 1);
        for (int character = 0; character != '\n' && character != Characters::kEnd;) {
            character = characters_.get();
        }
        const auto text = options_in(comment);
        if (!text) {
            return {};
        }
        auto options = options_ ? std::make_shared<model::TaskSpec>(*options_)
                                : std::make_shared<model::TaskSpec>();
        if (auto added = add_options(*text, *options); !added) {
            return wrong_line(line, fmt::format("bad tasksched option: {}", added.error().message));
        }
        options_ = std::move(options);
        options_line_ = line;
        return {};
    }

    /// False where the line is no assignment.
    Taken take_assignment(std::string_view content, int line) {
        auto assignment = read_assignment(content);
        if (!assignment) {
            return false;
        }
        if (!base::is_utf8(content)) {
            return wrong_line(line, "bad variable: it is not UTF-8 text");
        }
        if (assignment->name == "CRON_TZ") {
            if (!set_zone(assignment->value)) {
                return wrong_line(line,
                                  fmt::format("bad time zone {}", base::quoted(assignment->value)));
            }
        } else if (assignment->name == "RANDOM_DELAY") {
            set_random_delay(assignment->value, line);
        }
        variables_.set(std::move(*assignment));
        return true;
    }

    bool set_zone(const std::string& name) {
        if (name.empty()) {
            zone_.reset();
            return true;
        }
        auto zone = time::Zone::load(name);
        if (zone) {
            zone_ = std::move(*zone);
        }
        return zone.has_value();
    }

    void set_random_delay(std::string_view text, int line) {
        const auto minutes = base::parse_integer(base::trim(text));
        const bool good = minutes && *minutes >= 0 && *minutes <= kMostDelay;
        if (!good) {
            table_.remarks.push_back(
                {line, fmt::format("RANDOM_DELAY {} is not a number of minutes from 0 to {}: there "
                                   "is no delay",
                                   base::quoted(text), kMostDelay)});
        }
        random_delay_ = std::chrono::minutes(good ? *minutes : 0);
    }

    /// The job's line begins with the next character.
    Taken take_job() {
        JobLine job;
        job.line = characters_.line();
        const bool has_dash = characters_.get() == '-';  // of cronie: its start is not logged
        if (!has_dash) {
            characters_.unget();
        }
        // What `~` draws stays the same as long as the line does.
        const std::string_view whole = characters_.line_from(characters_.position());
        auto fields = read_time_fields(characters_, std::hash<std::string_view>{}(whole));
        Done done;
        if (fields) {
            job.when = std::move(fields->when);
            done = knows_user_ ? take_user_and_command(job) : take_command(job);
        } else {
            done = wrong_line(characters_.line() - 1, fields.error());
        }
        if (!done) {
            return has_dash ? wrong_line(job.line - 1, "bad minute")
                            : Taken(tl::unexpected(std::move(done.error())));
        }
        add(std::move(job));
        return true;
    }

    Done take_user_and_command(JobLine& job) {
        int terminator = 0;
        const std::string_view user = characters_.take_until(kBlanks, terminator);
        if (terminator == Characters::kEnd) {
            return wrong_line(characters_.line() - 1, "bad command");
        }
        if (!knows_user_(user)) {
            return wrong_line(characters_.line() - 1, "bad username");
        }
        job.user = user;
        return take_text(job);
    }

    Done take_command(JobLine& job) {
        const int first = characters_.get();
        if (first != Characters::kEnd) {
            characters_.unget();
        }
        // Six fields are a mistake that is often made.
        return first == '*' ? Done(wrong_line(characters_.line() - 1, "bad command"))
                            : take_text(job);
    }

    Done take_text(JobLine& job) {
        int terminator = 0;
        std::string_view text = characters_.take_until("\n", terminator);
        if (terminator == Characters::kEnd) {
            return wrong_line(characters_.line() - 1, "bad command");
        }
        if (text.size() > kLongestCommand) {
            return wrong_line(characters_.line() - 1, "command too long");
        }
        if (!base::is_utf8(text)) {
            return wrong_line(characters_.line() - 1, "bad command: it is not UTF-8 text");
        }
        job.flags = take_flags(text);
        job.command = split_command(text);
        return {};
    }

    void add(JobLine job) {
        if (!job.when) {
            table_.remarks.push_back({job.line, "it never comes: no time has such fields"});
        }
        job.variables = variables_.current();
        job.options = std::exchange(options_, nullptr);
        job.zone = zone_;
        job.random_delay = random_delay_;
        table_.jobs.push_back(std::move(job));
    }

    Characters characters_;
    const KnowsUser& knows_user_;
    Table table_;
    Variables variables_;
    std::optional<time::Zone> zone_;
    std::chrono::minutes random_delay_{0};
    std::shared_ptr<const model::TaskSpec> options_;  ///< for the next job
    int options_line_ = 0;
};

}  // namespace

tl::expected<Table, TableError> read_table(std::string_view text, const KnowsUser& knows_user) {
    return TableReader(text, knows_user).read();
}

}  // namespace tasksched::crontab
