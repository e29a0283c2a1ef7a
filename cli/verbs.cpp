#include "cli/verbs.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cli/args/audit.h"
#include "cli/args/backup.h"
#include "cli/args/cancel.h"
#include "cli/args/config_check.h"
#include "cli/args/crontab.h"
#include "cli/args/explain.h"
#include "cli/args/help.h"
#include "cli/args/kill.h"
#include "cli/args/list.h"
#include "cli/args/log.h"
#include "cli/args/logs.h"
#include "cli/args/missed.h"
#include "cli/args/next.h"
#include "cli/args/no_options.h"
#include "cli/args/parse.h"
#include "cli/args/pause.h"
#include "cli/args/query.h"
#include "cli/args/rehearse.h"
#include "cli/args/resolve.h"
#include "cli/args/resume.h"
#include "cli/args/retry.h"
#include "cli/args/run.h"
#include "cli/args/runs.h"
#include "cli/args/schedule.h"
#include "cli/args/show.h"
#include "cli/args/types.h"
#include "cli/args/undo.h"
#include "cli/args/update.h"
#include "cli/args/why.h"
#include "cli/commands/commands.h"
#include "cli/output/help.h"
#include "common/base/text.h"

namespace tasksched::cli {
namespace {

using base::Result;

template <typename Options>
void describe(const Verb::Visitor& visit) {
    Options options;
    Globals globals;
    OptionSet set;
    declare(set, options);
    declare(set, globals);
    visit(set);
}

/// Writes out what the verb printed, whether it succeeded or not.
Result<int> flushed(Session& session, Result<int> status) {
    auto written = session.out().flush();
    if (status && !written) {
        return tl::unexpected(written.error());
    }
    return status;
}

template <typename Options, Result<int> (*kCommand)(Session&, const Options&)>
Result<int> perform(const Verb& verb, const Globals& before,
                    std::span<const std::string> arguments) {
    Options options;
    Globals globals = before;
    OptionSet set;
    declare(set, options);
    declare(set, globals);
    if (auto parsed = parse(set, verb.name, arguments); !parsed) {
        return tl::unexpected(parsed.error());
    }
    auto session = Session::open(globals);
    if (!session) {
        return tl::unexpected(session.error());
    }
    if (globals.help) {
        (*session)->out().write(verb_help(verb));
        return flushed(**session, 0);
    }
    return flushed(**session, kCommand(**session, options));
}

template <typename Options, Result<int> (*kCommand)(Session&, const Options&)>
constexpr Verb verb(std::string_view name, std::string_view synopsis, std::string_view summary) {
    return {name, synopsis, summary, &describe<Options>, &perform<Options, kCommand>};
}

/// As verb(), with the arguments read as crontab(1) reads them.
Result<int> perform_crontab(const Verb& verb, const Globals& before,
                            std::span<const std::string> arguments) {
    Globals globals = before;
    CrontabOptions options;
    if (!parse_crontab(arguments, options, globals)) {
        return base::exit_status(base::ErrorCode::kFailed);
    }
    auto session = Session::open(globals);
    if (!session) {
        return tl::unexpected(session.error());
    }
    if (globals.help) {
        (*session)->out().write(verb_help(verb));
        return flushed(**session, 0);
    }
    return flushed(**session, commands::crontab(**session, options));
}

constexpr std::array kVerbs{
    verb<ScheduleOptions, commands::schedule>(
        "schedule", "WHEN [POLICY...] [TYPE] [TYPE OPTIONS] [-- WORDS...]",
        "Schedule a task and print its id"),
    verb<UpdateOptions, commands::update>("update", "ID|NAME... | --all [OPTIONS] [-- WORDS...]",
                                          "Change tasks: when, how and what they run"),
    verb<CancelOptions, commands::cancel>("cancel", "[--kill] ID|NAME...", "End tasks for good"),
    verb<PauseOptions, commands::pause>("pause", "ID|NAME...", "Keep tasks from running for now"),
    verb<ResumeOptions, commands::resume>("resume", "ID|NAME...", "Let paused tasks run again"),
    verb<UndoOptions, commands::undo>("undo", "ID|NAME [--to VERSION]",
                                      "Give a task what it had in an earlier version"),
    verb<RunOptions, commands::run>("run", "[--wait] ID|NAME",
                                    "Run a task now and print the run's number"),
    verb<RehearseOptions, commands::rehearse>("rehearse", "[--quiet] ID|NAME",
                                              "Run a command here as the daemon would, and store "
                                              "nothing"),
    verb<ListOptions, commands::list>("list", "[OPTIONS]", "List tasks"),
    verb<ShowOptions, commands::show>("show", "ID|NAME", "Show all about one task"),
    verb<RunsOptions, commands::runs>("runs", "[OPTIONS] [ID|NAME]", "List runs, the newest first"),
    verb<LogsOptions, commands::logs>("logs", "[--follow] RUN", "Print what a run wrote"),
    verb<NextOptions, commands::next>("next",
                                      "--cron EXPR | --every DURATION | ID|NAME | --batch | --all",
                                      "Print when a task or an expression runs next"),
    verb<LogOptions, commands::log>("log", "ID|NAME [--limit N]",
                                    "Tell who changed a task when, and what"),
    verb<AuditOptions, commands::audit>("audit", "[OPTIONS] [ID|NAME]",
                                        "List who did what, the newest first"),
    verb<WhyOptions, commands::why>("why", "ID|NAME [--at TIME]",
                                    "Tell why a task ran at a time, or did not"),
    verb<QueryOptions, commands::query>("query", "[--all] SQL|@FILE|-",
                                        "Print what a query of tasks and runs finds"),
    verb<ExplainOptions, commands::explain>("explain", "EXPR [--tz ZONE] [--from TIME]",
                                            "Tell what a cron expression means, and its traps"),
    verb<KillOptions, commands::kill>("kill", "RUN", "End a run"),
    verb<RetryOptions, commands::retry>("retry", "RUN", "Carry a failed run out again"),
    verb<ResolveOptions, commands::resolve>("resolve",
                                            "RUN --succeeded|--failed|--retry|--paid|--not-paid",
                                            "Settle a run whose end a crash hid"),
    verb<MissedOptions, commands::missed>("missed",
                                          "[--run [--catch-up POLICY] | --skip] [ID|NAME...]",
                                          "List what was missed and is held, and decide on it"),
    verb<NoOptions, commands::status>("status", "", "Tell how the daemon and its queues are"),
    verb<NoOptions, commands::daemon_start>("daemon start", "",
                                            "Start the daemon in the background"),
    verb<NoOptions, commands::daemon_stop>("daemon stop", "", "Stop the daemon"),
    verb<NoOptions, commands::daemon_enable>("daemon enable", "",
                                             "Start the daemon at each login or boot"),
    verb<NoOptions, commands::daemon_disable>("daemon disable", "",
                                              "Start it at login or boot no more"),
    verb<ConfigCheckOptions, commands::config_check>("config check", "", "Check the configuration"),
    verb<NoOptions, commands::config_show>("config show", "",
                                           "Print every setting and where it comes from"),
    verb<NoOptions, commands::store_check>("store check", "", "Check that the store is sound"),
    verb<BackupOptions, commands::store_backup>("store backup", "FILE",
                                                "Copy the store while it is in use"),
    verb<NoOptions, commands::store_migrate>("store migrate", "",
                                             "Bring the store to this program's version"),
    verb<TypesOptions, commands::types>("types", "[TYPE]",
                                        "List the types of tasks, or explain one"),
    verb<HelpOptions, commands::help>("help", "[COMMAND|TYPE]", "Explain a command or a type"),
    Verb{"crontab", "[-u USER] FILE | - | -l | -e | -r [-i] | -T FILE | --history | --undo",
         "Install, list, edit or remove a crontab, as crontab(1)", &describe<CrontabOptions>,
         &perform_crontab},
};

std::string_view first_word(const Verb& verb) { return verb.name.substr(0, verb.name.find(' ')); }

/// The verbs of which `word` is the first of two.
std::vector<std::string_view> family_of(std::string_view word) {
    std::vector<std::string_view> names;
    for (const Verb& verb : kVerbs) {
        if (words_of(verb) == 2 && first_word(verb) == word) {
            names.push_back(verb.name);
        }
    }
    return names;
}

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

std::size_t words_of(const Verb& verb) {
    return verb.name.find(' ') == std::string_view::npos ? 1 : 2;
}

const Verb* find_verb(std::span<const std::string> arguments) {
    for (const Verb& verb : kVerbs) {
        const std::size_t words = words_of(verb);
        if (arguments.size() >= words && arguments[0] == first_word(verb) &&
            (words == 1 || verb.name.substr(first_word(verb).size() + 1) == arguments[1])) {
            return &verb;
        }
    }
    return nullptr;
}

base::Error unknown_verb(std::span<const std::string> arguments) {
    const auto family = family_of(arguments[0]);
    if (!family.empty() && arguments.size() == 1) {
        return {base::ErrorCode::kInvalid,
                fmt::format("{}: which of {}?", arguments[0], fmt::join(family, ", "))};
    }
    if (!family.empty()) {
        return {base::ErrorCode::kInvalid,
                fmt::format("{}: unknown command {}; there are {}", arguments[0],
                            base::quoted(arguments[1]), fmt::join(family, ", "))};
    }
    std::vector<std::string_view> names;
    std::transform(kVerbs.begin(), kVerbs.end(), std::back_inserter(names), first_word);
    const auto near = base::nearest(arguments[0], names);
    return {base::ErrorCode::kInvalid,
            fmt::format("unknown command {}; {}", base::quoted(arguments[0]),
                        near ? fmt::format("did you mean {}?", *near)
                             : std::string("'tasksched help' lists the commands"))};
}

}  // namespace tasksched::cli
