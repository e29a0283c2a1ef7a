#include "cli/commands/batch.h"

#include <optional>
#include <utility>

#include "cli/commands/scheduled.h"
#include "cli/input/line_reader.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
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

Result<Batch> open_batch(const std::string& path) {
    auto lines = LineReader::open(path);
    if (!lines) {
        return tl::unexpected(at_place("--batch", lines.error()));
    }
    return Batch(std::move(*lines));
}

}  // namespace

Result<int> schedule_batch(Session& session, const std::string& path,
                           service::OnSameName same_name) {
    auto batch = open_batch(path);
    if (!batch) {
        return tl::unexpected(batch.error());
    }
    const auto service = session.service(store::OpenMode::kCreate);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = (*service)->schedule_stream([&] { return batch->next(); }, same_name);
    if (!response) {
        return tl::unexpected(response.error());
    }
    report_scheduled(session, *response);
    return 0;
}

Result<int> preview_batch(Session& session, const std::string& path,
                          service::OnSameName same_name) {
    auto batch = open_batch(path);
    if (!batch) {
        return tl::unexpected(batch.error());
    }
    auto preview = session.preview();
    if (!preview) {
        return tl::unexpected(preview.error());
    }
    const auto checked = preview->schedule_stream([&] { return batch->next(); }, same_name);
    if (!checked) {
        return tl::unexpected(checked.error());
    }
    session.out().line(session.json() ? JsonObject().add("tasks", checked->tasks).text()
                                      : std::to_string(checked->tasks));
    for (const std::string& remark : checked->remarks) {
        session.remark(remark);
    }
    return 0;
}

}  // namespace tasksched::cli::commands
