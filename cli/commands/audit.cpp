#include "cli/args/audit.h"

#include <limits>

#include "cli/commands/commands.h"
#include "cli/commands/missing_store.h"
#include "cli/commands/page.h"
#include "cli/input/since.h"
#include "cli/input/values.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "common/service/pages.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;
using model::AuditEntry;

Result<service::AuditRequest> audit_request(Session& session, const AuditOptions& options) {
    service::AuditRequest request;
    if (options.task && options.all) {
        return base::fail(base::ErrorCode::kInvalid, "--all and a task exclude each other");
    }
    if (options.task) {
        request.task = service::TaskRef{*options.task};
    }
    request.whom = options.all ? service::AuditOf::kAll : service::AuditOf::kOne;
    if (options.since) {
        const auto since = read_since(session, *options.since);
        if (!since) {
            return tl::unexpected(since.error());
        }
        request.since = *since;
    }
    return request;
}

template <typename Id>
std::optional<std::int64_t> number_of(const std::optional<Id>& id) {
    return id ? std::optional(id->value) : std::nullopt;
}

std::string shown(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string();
}

/// "2 -> 3"; of a new task "1".
std::string versions_of(const AuditEntry& entry) {
    return entry.version_before
               ? fmt::format("{} -> {}", *entry.version_before, shown(entry.version_after))
               : shown(entry.version_after);
}

std::string json_of(const AuditEntry& entry, const time::Zone& zone) {
    return JsonObject()
        .add("audit_id", entry.id)
        .add("at", time::format_instant(entry.at, zone))
        .add("principal", entry.principal)
        .add("action", entry.action)
        .add("user_id", entry.user_id)
        .add("task_id", number_of(entry.task_id))
        .add("run_id", number_of(entry.run_id))
        .add("version_before", entry.version_before)
        .add("version_after", entry.version_after)
        .add("outcome", to_string(entry.outcome))
        .add("detail", entry.detail.empty() ? std::nullopt : std::optional(entry.detail))
        .text();
}

void print_entries(Session& session, const std::vector<AuditEntry>& entries) {
    if (session.json()) {
        for (const AuditEntry& entry : entries) {
            session.out().line(json_of(entry, session.zone()));
        }
        return;
    }
    const TimePrinter times = session.times();
    Table table({"TIME", "WHO", "ACTION", "USER", "TASK", "RUN", "VERSION", "OUTCOME", "WHY"});
    for (const AuditEntry& entry : entries) {
        const bool is_refused = entry.outcome == model::AuditOutcome::kRefused;
        table.add(
            {{times.print(std::optional(entry.at))},
             {entry.principal},
             {entry.action},
             {entry.user_id},
             {shown(number_of(entry.task_id))},
             {shown(number_of(entry.run_id))},
             {versions_of(entry)},
             {std::string(to_string(entry.outcome)), is_refused ? Colour::kRed : Colour::kNone},
             {entry.detail}});
    }
    table.print(session.out(), session.style());
}

Result<void> print_pages(Session& session, service::Operations& service,
                         service::AuditRequest request, std::int64_t limit) {
    return service::for_each_page(
        limit, kPage,
        [&](std::int64_t rows) {
            request.limit = rows;
            return service.audit(request);
        },
        [&](const model::AuditEntry& last) { request.before = last.id; },
        [&](const std::vector<model::AuditEntry>& entries) -> Result<void> {
            print_entries(session, entries);
            return {};
        });
}

}  // namespace

Result<int> audit(Session& session, const AuditOptions& options) {
    const auto request = audit_request(session, options);
    if (!request) {
        return tl::unexpected(request.error());
    }
    const auto limit =
        read_count("--limit", options.limit, std::numeric_limits<std::int64_t>::max());
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    const auto service =
        options.task ? session.service(store::OpenMode::kRead) : service_if_stored(session);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (*service == nullptr) {
        return 0;
    }
    return print_pages(session, **service, *request, *limit).map([] { return 0; });
}

}  // namespace tasksched::cli::commands
