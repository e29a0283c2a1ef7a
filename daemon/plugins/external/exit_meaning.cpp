#include "daemon/plugins/external/exit_meaning.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace tasksched::daemon {
namespace {

bool is_plain_failure(const model::AttemptResult& result) {
    return result.outcome == model::Outcome::kTransient && result.reason == model::RunReason::kNone;
}

bool tries_again(int status, const model::PluginExit* exit, const model::Policies& policies) {
    if (policies.retry_on.contains(status)) {
        return true;
    }
    if (exit != nullptr && exit->tries_again) {
        return *exit->tries_again;
    }
    return status == model::kTryAgainCode || status == model::kUnavailableCode;
}

std::string detail_of(int status, const model::PluginExit* exit) {
    if (exit != nullptr && !exit->help.empty()) {
        return fmt::format("exit status {}: {}", status, exit->help);
    }
    return status == model::kUnavailableCode
               ? fmt::format("exit status {}: what it needs is unavailable", status)
               : std::string();
}

}  // namespace

void give_meaning(const model::PluginType* type, const model::Policies& policies,
                  model::AttemptResult& result) {
    constexpr int kSignalStatus = 128;
    if (!is_plain_failure(result)) {
        return;
    }
    const std::optional<int> status =
        result.signal ? std::optional(kSignalStatus + *result.signal) : result.exit_code;
    if (!status) {
        return;
    }
    const model::PluginExit* exit = type == nullptr ? nullptr : type->exit(*status);
    if (!tries_again(*status, exit, policies)) {
        result.outcome = model::Outcome::kPermanent;
    }
    if (result.detail.empty()) {
        result.detail = detail_of(*status, exit);
    }
}

}  // namespace tasksched::daemon
