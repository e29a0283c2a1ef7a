#include "cli/commands/batch.h"

#include <optional>
#include <utility>
#include <vector>

#include "cli/commands/scheduled.h"
#include "cli/input/line_reader.h"
#include "cli/input/values.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// The tasks of a batch, one for each line: the service counts them, and an error of its own or of
/// this begins with the number of the line.
class Batch {
  public:
    explicit Batch(LineReader lines) : lines_(std::move(lines)) {}

    /// None after the last. Blank lines may stand at the end alone.
    Result<std::optional<model::TaskSpec>> next() {
        const auto line = lines_.next();
        if (!line) {
            return tl::unexpected(line.error());
        }
        if (!*line) {
            return std::nullopt;
        }
        if (base::trim(**line).empty()) {
            return require_end();
        }
        auto spec = model::parse_task_spec(**line);
        if (!spec) {
            return tl::unexpected(spec.error());
        }
        assume_command(*spec);
        if (auto settled = settle_paths(*spec); !settled) {
            return tl::unexpected(settled.error());
        }
        return std::move(*spec);
    }

    /// The number of the line that next() read last.
    [[nodiscard]] std::int64_t line() const { return lines_.number(); }

  private:
    Result<std::optional<model::TaskSpec>> require_end() {
        while (true) {
            const auto line = lines_.next();
            if (!line) {
                return tl::unexpected(line.error());
            }
            if (!*line) {
                return std::nullopt;
            }
            if (!base::trim(**line).empty()) {
                return base::fail(base::ErrorCode::kInvalid,
                                  "it is blank; expected a JSON object, as on each line");
            }
        }
    }

    LineReader lines_;
};

/// All tasks at once: each may replace one that is there.
Result<service::ScheduleResponse> replace_all(service::Service& service, Batch& batch) {
    service::ScheduleRequest request{.specs = {}, .replace = true};
    while (true) {
        auto spec = batch.next();
        if (!spec) {
            return tl::unexpected(at_place(fmt::format("line {}", batch.line()), spec.error()));
        }
        if (!*spec) {
            return request.specs.empty() ? service::ScheduleResponse() : service.schedule(request);
        }
        request.specs.push_back(std::move(**spec));
    }
}

}  // namespace

Result<int> schedule_batch(Session& session, const std::string& path, OnSameName same_name) {
    auto lines = LineReader::open(path);
    if (!lines) {
        return tl::unexpected(at_place("--batch", lines.error()));
    }
    const auto service = session.service(store::OpenMode::kCreate);
    if (!service) {
        return tl::unexpected(service.error());
    }
    Batch batch(std::move(*lines));
    const auto response = same_name == OnSameName::kReplace
                              ? replace_all(**service, batch)
                              : (*service)->schedule_stream([&] { return batch.next(); });
    if (!response) {
        return tl::unexpected(response.error());
    }
    report_scheduled(session, *response);
    return 0;
}

}  // namespace tasksched::cli::commands
