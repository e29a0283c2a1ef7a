#include "daemon/duties/claim_answer.h"

#include <utility>

#include "daemon/dispatch/rearming.h"

namespace tasksched::daemon {

namespace {

/// So many failures, with nothing but failures before them, are the store's and not the tasks'.
constexpr std::size_t kFailuresOfStore = 16;

}  // namespace

using base::Result;

bool is_store_at_fault(std::size_t failed, std::size_t tried, const base::Error& error) {
    const bool busy = failed > 0 && error.code == base::ErrorCode::kTryAgain;
    return busy || (failed == tried && failed >= kFailuresOfStore);
}

Result<void> follow_up(store::Transaction& transaction, const store::Tenure& tenure,
                       const store::Claim& claim, time::Instant now, ClaimAnswer& answer) {
    if (answer.state == store::ClaimState::kStale) {
        return find_lost(transaction, tenure, claim, answer);
    }
    if (!answer.queued.empty() || claim.next_run_at || claim.done) {
        return {};
    }
    // No run will end that the next time could be counted from.
    return rearm(transaction, claim.task_id, now).map([&](std::optional<model::Task> rearmed) {
        answer.task = std::move(rearmed);
    });
}

Result<void> find_lost(store::Transaction& transaction, const store::Tenure& tenure,
                       const store::Claim& claim, ClaimAnswer& answer) {
    answer.lost.clear();
    auto task = transaction.reader().task(claim.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    answer.task = std::move(*task);
    for (const model::RunState state : {model::RunState::kQueued, model::RunState::kRunning}) {
        auto runs = transaction.reader().runs({.task_id = claim.task_id, .state = state});
        if (!runs) {
            return tl::unexpected(runs.error());
        }
        for (model::Run& run : *runs) {
            if (state == model::RunState::kQueued) {
                answer.queued.push_back(std::move(run));
                continue;
            }
            auto started = started_before(transaction, tenure, run.id);
            if (!started) {
                return tl::unexpected(started.error());
            }
            if (*started) {
                answer.lost.push_back(std::move(**started));
            }
        }
    }
    return {};
}

}  // namespace tasksched::daemon
