#include "cli/args/log.h"

#include <limits>

#include "cli/commands/commands.h"
#include "cli/commands/field_changes.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/service/pages.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// Each is read with what it runs, and told with its differences.
constexpr std::int64_t kVersionsAtOnce = 100;

std::string json_of(const service::LoggedVersion& logged, const time::Zone& zone) {
    const model::TaskVersion& version = logged.version;
    return JsonObject()
        .add("task_id", version.task.id.value)
        .add("version", version.task.version)
        .add("changed_at", time::format_instant(version.changed_at, zone))
        .add("changed_by", version.changed_by)
        .add("operation", version.operation)
        .add_raw("changes", to_json_list(logged.changes))
        .text();
}

void print_version(Session& session, const service::LoggedVersion& logged) {
    if (session.json()) {
        session.out().line(json_of(logged, session.zone()));
        return;
    }
    const model::TaskVersion& version = logged.version;
    session.out().line(fmt::format("{}\t{}\t{}\t{}", version.task.version,
                                   session.times().print(std::optional(version.changed_at)),
                                   base::escape_control(version.changed_by),
                                   base::escape_control(version.operation)));
    for (const model::FieldChange& change : logged.changes) {
        session.out().line("    " + to_line(change));
    }
}

}  // namespace

Result<int> log(Session& session, const LogOptions& options) {
    const auto limit =
        read_count("--limit", options.limit, std::numeric_limits<std::int64_t>::max());
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    service::LogRequest request{.task = {options.task}, .before = {}, .limit = kVersionsAtOnce};
    return service::for_each_page(
               *limit, kVersionsAtOnce,
               [&](std::int64_t rows) {
                   request.limit = rows;
                   return (*service)->log(request);
               },
               [&](const service::LoggedVersion& last) {
                   request.before = last.version.task.version;
               },
               [&](const std::vector<service::LoggedVersion>& page) -> Result<void> {
                   for (const service::LoggedVersion& logged : page) {
                       print_version(session, logged);
                   }
                   return {};
               })
        .map([] { return 0; });
}

}  // namespace tasksched::cli::commands
