#include "cli/args/schedule.h"

#include <unistd.h>

#include <utility>

#include "cli/commands/batch.h"
#include "cli/commands/commands.h"
#include "cli/commands/dry_run.h"
#include "cli/commands/scheduled.h"
#include "cli/commands/silence.h"
#include "cli/input/plugin_files.h"
#include "cli/input/values.h"
#include "common/base/text.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

service::OnSameName on_same_name(const ScheduleOptions& options) {
    return options.replace ? service::OnSameName::kReplace : service::OnSameName::kRefuse;
}

/// The words after the type are values of its operands, in their order.
Result<void> take_operands(const std::vector<std::string>& words, model::TaskSpec& spec) {
    const model::TypeInfo* type = model::find_type(words.front());
    const std::size_t most = type == nullptr ? 0 : type->operands.size();
    if (words.size() > most + 1) {
        return fail(ErrorCode::kInvalid,
                    "schedule: unexpected word {}: a program and its arguments follow '--', as in "
                    "'tasksched schedule --in 10m -- echo hello'",
                    base::quoted(words[most + 1]));
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
        spec.type_options[std::string(type->operands[i - 1])].push_back(words[i]);
    }
    return {};
}

Result<model::TaskSpec> spec_of(Session& session, const ScheduleOptions& options) {
    model::TaskSpec spec = options.spec;
    if (!options.type.empty()) {
        spec.type = options.type.front();
        if (auto taken = take_operands(options.type, spec); !taken) {
            return tl::unexpected(taken.error());
        }
    }
    assume_command(spec);
    if (!spec.type) {
        return fail(ErrorCode::kInvalid,
                    "schedule: what to run is missing: give a program after '--', as in 'tasksched "
                    "schedule --in 10m -- echo hello', or --shell LINE");
    }
    if (auto settled = settle_paths(spec); !settled) {
        return tl::unexpected(settled.error());
    }
    if (model::find_type(*spec.type) == nullptr) {
        const auto plugins = session.plugins();
        if (!plugins) {
            return tl::unexpected(plugins.error());
        }
        settle_plugin_files(**plugins, spec);
    }
    return spec;
}

/// To a person; a script's errors are mailed or logged, and it is not there to answer.
void warn_of_silence(Session& session, const model::TaskSpec& spec) {
    const auto config = session.config();
    if (::isatty(STDERR_FILENO) != 0 && config && is_silent(spec, session.acting_for(), **config)) {
        session.remark(
            "nobody is told if this fails: give --notify ADDRESS or none, or set [notify] default "
            "in tasksched.toml");
    }
}

Result<int> schedule_one(Session& session, const ScheduleOptions& options) {
    auto spec = spec_of(session, options);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    if (options.dry_run) {
        return preview_one(session, *spec, on_same_name(options)).map([&](int status) {
            warn_of_silence(session, *spec);
            return status;
        });
    }
    const auto service = session.service(store::OpenMode::kCreate);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = (*service)->schedule({.specs = {*spec}, .replace = options.replace});
    if (!response) {
        return tl::unexpected(response.error());
    }
    warn_of_silence(session, *spec);
    report_scheduled(session, *response);
    return 0;
}

}  // namespace

Result<int> schedule(Session& session, const ScheduleOptions& options) {
    if (!options.batch) {
        if (options.replace && !options.spec.name) {
            return fail(ErrorCode::kInvalid,
                        "schedule: --replace needs --name NAME, which says what is replaced");
        }
        return schedule_one(session, options);
    }
    if (!options.type.empty() || options.spec != model::TaskSpec{}) {
        return fail(ErrorCode::kInvalid,
                    "schedule: --batch takes no other options of a task: they stand in its lines");
    }
    return options.dry_run ? preview_batch(session, *options.batch, on_same_name(options))
                           : schedule_batch(session, *options.batch, on_same_name(options));
}

}  // namespace tasksched::cli::commands
