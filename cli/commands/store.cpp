#include "cli/args/backup.h"
#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/base/file.h"

namespace tasksched::cli::commands {

base::Result<int> store_check(Session& session, const NoOptions& /*options*/) {
    const auto location = session.location();
    if (!location) {
        return tl::unexpected(location.error());
    }
    const auto report = store::check_store(**location);
    if (!report) {
        return tl::unexpected(report.error());
    }
    const std::string place = store::format_location(**location);
    if (session.json()) {
        session.out().line(JsonObject()
                               .add("store", place)
                               .add("sound", true)
                               .add("tasks", report->tasks)
                               .add("runs", report->runs)
                               .add("schema_version", report->schema_version)
                               .text());
        return 0;
    }
    Details lines;
    lines.add("store", place);
    lines.add("sound", "yes", Colour::kGreen);
    lines.add("tasks", std::to_string(report->tasks));
    lines.add("runs", std::to_string(report->runs));
    lines.add("schema_version", std::to_string(report->schema_version));
    lines.print(session.out(), session.style());
    return 0;
}

base::Result<int> store_backup(Session& session, const BackupOptions& options) {
    const auto location = session.location();
    if (!location) {
        return tl::unexpected(location.error());
    }
    const std::string target = base::absolute_path(options.file);
    if (auto copied = store::backup_store(**location, target); !copied) {
        return tl::unexpected(copied.error());
    }
    if (session.json()) {
        session.out().line(JsonObject().add("file", target).text());
    }
    return 0;
}

base::Result<int> store_migrate(Session& session, const NoOptions& /*options*/) {
    const auto location = session.location();
    if (!location) {
        return tl::unexpected(location.error());
    }
    const auto before = store::migrate_store(**location);
    if (!before) {
        return tl::unexpected(before.error());
    }
    if (session.json()) {
        session.out().line(JsonObject().add("schema_version_before", *before).text());
    } else {
        session.out().line(fmt::format("{}: was at schema version {}, and is at this program's now",
                                       store::format_location(**location), *before));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
