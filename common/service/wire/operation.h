#pragma once

#include <chrono>
#include <string_view>
#include <tuple>

#include "common/base/error.h"
#include "common/service/operations.h"
#include "common/service/wire/call.h"

namespace tasksched::service::wire {

/// An operation that takes one value and gives one, by its name on the wire.
template <typename Response, typename Argument>
struct Operation {
    std::string_view name;
    Effect effect;
    base::Result<Response> (Operations::*method)(Argument);
};

/// One that takes nothing.
template <typename Response>
struct Operation<Response, void> {
    std::string_view name;
    Effect effect;
    base::Result<Response> (Operations::*method)();
};

template <typename Response, typename Argument>
Operation(std::string_view, Effect, base::Result<Response> (Operations::*)(Argument))
    -> Operation<Response, Argument>;
template <typename Response>
Operation(std::string_view, Effect, base::Result<Response> (Operations::*)())
    -> Operation<Response, void>;

inline constexpr Operation kUpdate{"update", Effect::kChanges, &Operations::update};
inline constexpr Operation kTransition{"transition", Effect::kChanges, &Operations::transition};
inline constexpr Operation kRunNow{"run_now", Effect::kChanges, &Operations::run_now};
inline constexpr Operation kList{"list", Effect::kNone, &Operations::list};
inline constexpr Operation kShow{"show", Effect::kNone, &Operations::show};
inline constexpr Operation kRuns{"runs", Effect::kNone, &Operations::runs};
inline constexpr Operation kRun{"run", Effect::kNone, &Operations::run};
inline constexpr Operation kRunItems{"run_items", Effect::kNone, &Operations::run_items};
inline constexpr Operation kWhy{"why", Effect::kNone, &Operations::why};
inline constexpr Operation kLogs{"logs", Effect::kNone, &Operations::logs};
inline constexpr Operation kKill{"kill", Effect::kChanges, &Operations::kill};
inline constexpr Operation kRetry{"retry", Effect::kChanges, &Operations::retry};
inline constexpr Operation kResolve{"resolve", Effect::kChanges, &Operations::resolve};
inline constexpr Operation kMissed{"missed", Effect::kNone, &Operations::missed};
inline constexpr Operation kDecideMissed{"decide_missed", Effect::kChanges,
                                         &Operations::decide_missed};
inline constexpr Operation kTotals{"totals", Effect::kNone, &Operations::totals};
inline constexpr Operation kCrontab{"crontab", Effect::kNone, &Operations::crontab};
inline constexpr Operation kInstallCrontab{"install_crontab", Effect::kChanges,
                                           &Operations::install_crontab};
inline constexpr Operation kRemoveCrontab{"remove_crontab", Effect::kChanges,
                                          &Operations::remove_crontab};
inline constexpr Operation kCrontabHistory{"crontab_history", Effect::kNone,
                                           &Operations::crontab_history};
inline constexpr Operation kUndoCrontab{"undo_crontab", Effect::kChanges,
                                        &Operations::undo_crontab};
inline constexpr Operation kCrontabLines{"crontab_lines", Effect::kNone,
                                         &Operations::crontab_lines};
inline constexpr Operation kAudit{"audit", Effect::kNone, &Operations::audit};
inline constexpr Operation kLog{"log", Effect::kNone, &Operations::log};
inline constexpr Operation kUndo{"undo", Effect::kChanges, &Operations::undo};

/// All of them: what a daemon answers. One that is not here cannot be asked for.
inline constexpr std::tuple kOperations{
    kUpdate,      kTransition,   kRunNow,         kList,          kShow,
    kRuns,        kRun,          kRunItems,       kWhy,           kLogs,
    kKill,        kRetry,        kResolve,        kMissed,        kDecideMissed,
    kTotals,      kCrontab,      kInstallCrontab, kRemoveCrontab, kCrontabHistory,
    kUndoCrontab, kCrontabLines, kAudit,          kLog,           kUndo};

// Those that take or give a stream of values.
inline constexpr std::string_view kSchedule = "schedule";
inline constexpr std::string_view kScheduleStream = "schedule_stream";
inline constexpr std::string_view kPreviewUpdate = "preview_update";

}  // namespace tasksched::service::wire
