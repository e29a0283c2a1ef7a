#pragma once

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli {

struct AuditOptions;
struct BackupOptions;
struct CancelOptions;
struct CrontabOptions;
struct ExplainOptions;
struct HelpOptions;
struct KillOptions;
struct ListOptions;
struct LogOptions;
struct LogsOptions;
struct MissedOptions;
struct NextOptions;
struct ConfigCheckOptions;
struct NoOptions;
struct PauseOptions;
struct QueryOptions;
struct RehearseOptions;
struct ResolveOptions;
struct ResumeOptions;
struct RetryOptions;
struct RunOptions;
struct RunsOptions;
struct ScheduleOptions;
struct ShowOptions;
struct TypesOptions;
struct UndoOptions;
struct UpdateOptions;
struct WhyOptions;

}  // namespace tasksched::cli

/// The verbs, a function and a file each. Each writes its results to the session's output and
/// returns the exit status of what was done; what went wrong comes back as an error.
namespace tasksched::cli::commands {

base::Result<int> schedule(Session& session, const ScheduleOptions& options);
base::Result<int> update(Session& session, const UpdateOptions& options);
base::Result<int> cancel(Session& session, const CancelOptions& options);
base::Result<int> pause(Session& session, const PauseOptions& options);
base::Result<int> resume(Session& session, const ResumeOptions& options);
base::Result<int> undo(Session& session, const UndoOptions& options);
base::Result<int> run(Session& session, const RunOptions& options);
base::Result<int> rehearse(Session& session, const RehearseOptions& options);

base::Result<int> list(Session& session, const ListOptions& options);
base::Result<int> show(Session& session, const ShowOptions& options);
base::Result<int> runs(Session& session, const RunsOptions& options);
base::Result<int> logs(Session& session, const LogsOptions& options);
base::Result<int> next(Session& session, const NextOptions& options);
base::Result<int> query(Session& session, const QueryOptions& options);
base::Result<int> explain(Session& session, const ExplainOptions& options);
base::Result<int> log(Session& session, const LogOptions& options);
base::Result<int> audit(Session& session, const AuditOptions& options);
base::Result<int> why(Session& session, const WhyOptions& options);
base::Result<int> status(Session& session, const NoOptions& options);
base::Result<int> types(Session& session, const TypesOptions& options);

base::Result<int> missed(Session& session, const MissedOptions& options);
base::Result<int> kill(Session& session, const KillOptions& options);
base::Result<int> retry(Session& session, const RetryOptions& options);
base::Result<int> resolve(Session& session, const ResolveOptions& options);

base::Result<int> daemon_start(Session& session, const NoOptions& options);
base::Result<int> daemon_stop(Session& session, const NoOptions& options);
base::Result<int> daemon_enable(Session& session, const NoOptions& options);
base::Result<int> daemon_disable(Session& session, const NoOptions& options);

base::Result<int> config_check(Session& session, const ConfigCheckOptions& options);
base::Result<int> config_show(Session& session, const NoOptions& options);

base::Result<int> store_check(Session& session, const NoOptions& options);
base::Result<int> store_backup(Session& session, const BackupOptions& options);
base::Result<int> store_migrate(Session& session, const NoOptions& options);

base::Result<int> help(Session& session, const HelpOptions& options);

base::Result<int> crontab(Session& session, const CrontabOptions& options);

}  // namespace tasksched::cli::commands
