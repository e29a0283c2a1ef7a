#include "daemon/duties/claiming.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "daemon/log.h"

// How claims are brought to the store, and what comes of them.

namespace tasksched::daemon {
namespace {

using base::Result;

/// When a task whose own claim failed, while others' did not, is tried again.
constexpr std::chrono::seconds kQuarantine{60};

/// The first of the claim's runs may be past its deadline since that was decided.
bool is_late(const DueTask& due, time::Instant now) {
    return due.task.policies.deadline && now > due.claim.run.front() + *due.task.policies.deadline;
}

/// The task as the claim has left it.
model::Task after_claim(const DueTask& due) {
    model::Task task = due.task;
    task.next_run_at = due.claim.next_run_at;
    task.remaining = due.claim.remaining;
    task.state = due.claim.done ? model::TaskState::kDone : task.state;
    return task;
}

/// Claims one task, and starts its first run where there is a slot for it.
Result<void> carry_one(store::Transaction& transaction, const store::Tenure& tenure,
                       const DueTask& due, time::Instant now, ClaimAnswer& answer) {
    const bool starts = answer.has_slot && !is_late(due, now);
    auto claimed = starts ? transaction.runs().claim_and_start(due.claim, tenure, answer.site, now)
                          : transaction.runs().claim(due.claim, now);
    if (!claimed) {
        return tl::unexpected(claimed.error());
    }
    answer.state = claimed->state;
    answer.queued = std::move(claimed->runs);
    answer.started.reset();
    answer.ended.reset();
    answer.task.reset();
    if (auto followed = follow_up(transaction, tenure, due.claim, now, answer); !followed) {
        return followed;
    }
    if (!answer.has_slot || answer.queued.empty() || answer.state == store::ClaimState::kStale) {
        return {};
    }
    const model::Run& first = answer.queued.front();
    auto start = claimed->started ? started_by_claim(transaction, tenure, first, after_claim(due),
                                                     answer.site, now)
                                  : start_run(transaction, tenure, first, answer.site, now);
    if (!start) {
        return tl::unexpected(start.error());
    }
    answer.task = std::move(start->rearmed);
    if (start->started || start->ended) {
        answer.started = std::move(start->started);
        answer.ended = std::move(start->ended);
        answer.queued.erase(answer.queued.begin());
    }
    return {};
}

}  // namespace

/// A claim that was told to have failed may be durable: its runs are taken up, and its task as it
/// stands now.
asio::awaitable<bool> Claiming::clear_doubt() {
    const auto doubted = std::make_shared<std::vector<DoubtedClaim>>(in_doubt_);
    const auto answers = std::make_shared<std::vector<ClaimAnswer>>();
    const StoreQueue::Write work = [doubted, answers](store::Transaction& transaction,
                                                      const store::Tenure& tenure) -> Result<void> {
        answers->assign(doubted->size(), ClaimAnswer{});
        for (std::size_t i = 0; i < doubted->size(); ++i) {
            if (auto found = find_lost(transaction, tenure, (*doubted)[i].due.claim, (*answers)[i]);
                !found) {
                return found;
            }
        }
        return {};
    };
    claiming_ = true;
    const Result<void> done = co_await store_.write(work);
    claiming_ = false;
    if (!done) {
        complain(fmt::format("cannot read which claims hold: {}", done.error().message));
        co_return false;
    }
    in_doubt_.clear();
    for (std::size_t i = 0; i < answers->size(); ++i) {
        ClaimAnswer& answer = (*answers)[i];
        const store::Claim& claim = (*doubted)[i].due.claim;
        if (answer.task && answer.task->version == claim.version &&
            answer.task->next_run_at == claim.due) {
            answer.task.reset();  // it did fail: the scheduler knows when it is tried again
        }
        take_up(answer);
    }
    for (const DoubtedClaim& doubt : *doubted) {
        if (doubt.has_slot) {
            dispatcher_.give_back(doubt.due.task.type, doubt.due.task.user_id);
        }
    }
    co_return true;
}

asio::awaitable<Result<void>> Claiming::carry_to_store(const std::vector<DueTask>& due,
                                                       std::vector<ClaimAnswer>& answers) {
    answers.resize(due.size());
    for (std::size_t i = 0; i < due.size(); ++i) {
        answers[i].site = dispatcher_.site(due[i].task.type);
        // What is to start later waits for its slot as all others do.
        answers[i].has_slot = !due[i].claim.run.empty() && due[i].claim.not_before.empty() &&
                              dispatcher_.reserve(due[i].task.type, due[i].task.user_id);
    }
    const StoreQueue::Write work = [&](store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        const time::Instant now = clock_.now();
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (auto carried = carry_one(transaction, tenure, due[i], now, answers[i]); !carried) {
                return carried;
            }
        }
        return {};
    };
    Result<void> done = co_await store_.write(work);
    if (!done) {
        // Perhaps the runs are started for all that: no others may take their slots.
        for (std::size_t i = 0; i < due.size(); ++i) {
            in_doubt_.push_back({due[i], answers[i].has_slot});
        }
        answers.clear();
    }
    co_return done;
}

asio::awaitable<void> Claiming::claim(std::vector<DueTask> due) {
    std::vector<ClaimAnswer> answers;
    const Result<void> done = co_await carry_to_store(due, answers);
    if (!done && due.size() > 1) {
        co_await claim_one_by_one(std::move(due));
        co_return;
    }
    if (!done) {
        const time::Instant now = clock_.now();
        complain(fmt::format("cannot claim task {}: {}", due.front().claim.task_id.value,
                             done.error().message));
        scheduler_.claim_failed(due.front().claim, time::floor_second(now) + kPauseAfterFailure);
        not_before_ = now + kPauseAfterFailure;
        co_return;
    }
    store_works();
    for (std::size_t i = 0; i < due.size(); ++i) {
        take_answer(due[i], std::move(answers[i]));
    }
    dispatcher_.pump();
}

/// After a batch that failed: one task that cannot be claimed must not hold up the others. At the
/// first failure of the store itself, what is left is tried again soon, as one batch.
asio::awaitable<void> Claiming::claim_one_by_one(std::vector<DueTask> due) {
    std::vector<const DueTask*> failed;
    base::Error error;
    std::size_t tried = 0;
    while (tried < due.size() && !is_store_at_fault(failed.size(), tried, error)) {
        const DueTask& one = due[tried++];
        const std::vector<DueTask> alone{one};
        std::vector<ClaimAnswer> answers;
        const Result<void> done = co_await carry_to_store(alone, answers);
        if (done) {
            take_answer(one, std::move(answers.front()));
        } else {
            error = done.error();
            failed.push_back(&one);
        }
    }
    const bool store_failed =
        failed.size() == tried || is_store_at_fault(failed.size(), tried, error);
    const time::Instant now = clock_.now();
    const time::Second soon = time::floor_second(now) + kPauseAfterFailure;
    for (const DueTask* one : failed) {
        scheduler_.claim_failed(one->claim,
                                store_failed ? soon : time::floor_second(now) + kQuarantine);
    }
    for (; tried < due.size(); ++tried) {
        scheduler_.claim_failed(due[tried].claim, soon);
    }
    if (store_failed) {
        complain(fmt::format("cannot claim tasks, task {} among them: {}",
                             failed.front()->claim.task_id.value, error.message));
        not_before_ = now + kPauseAfterFailure;
    } else {
        store_works();
        for (const DueTask* one : failed) {
            log_error("cannot claim task {}, tried again in a minute: {}", one->claim.task_id.value,
                      error.message);
        }
    }
    dispatcher_.pump();
}

void Claiming::take_answer(const DueTask& due, ClaimAnswer answer) {
    scheduler_.claimed(due.claim, answer.state);
    if (answer.state == store::ClaimState::kClaimed) {
        catching_up_.note(due.claim);
    }
    if (answer.started) {
        dispatcher_.started(std::move(*answer.started));
    } else if (answer.has_slot) {
        dispatcher_.give_back(due.task.type, due.task.user_id);
    }
    if (answer.ended) {
        dispatcher_.ended_at_start(*answer.ended);
    }
    take_up(answer);
}

/// Takes what the store says besides.
void Claiming::take_up(ClaimAnswer& answer) {
    if (answer.task) {
        scheduler_.changed(std::move(*answer.task));
    }
    for (StartedRun& run : answer.lost) {
        dispatcher_.adopted(std::move(run), AttemptBegin::kStart);
    }
    for (model::Run& run : answer.queued) {
        dispatcher_.queued(std::move(run));
    }
}

}  // namespace tasksched::daemon
