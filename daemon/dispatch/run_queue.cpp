#include "daemon/dispatch/run_queue.h"

#include <utility>

#include "common/model/missed.h"

namespace tasksched::daemon {

bool RunQueue::makes_up(const model::Run& run) {
    return run.attempt == 0 && (run.not_before > run.created_at ||
                                run.created_at - run.not_before > model::kMissedAfter);
}

void RunQueue::add(model::Run run) {
    if (!known_.insert(run.id).second) {
        return;
    }
    const Rank rank{.makes_up = makes_up(run), .priority = run.priority};
    in_time_ += rank.makes_up ? 0U : 1U;
    Level& level = levels_[rank];
    auto& of_user = level.runs[run.user_id];
    if (of_user.empty()) {
        level.turns.push_back(run.user_id);
    }
    const model::RunId id = run.id;
    of_user.emplace(id, std::move(run));
}

std::optional<model::Run> RunQueue::take(
    const std::function<bool(const std::string& user)>& may_run) {
    for (auto level = levels_.begin(); level != levels_.end(); ++level) {
        auto run = take_from(level->second, may_run);
        if (run) {
            known_.erase(run->id);
            in_time_ -= level->first.makes_up ? 0U : 1U;
            if (level->second.turns.empty()) {
                levels_.erase(level);
            }
            return run;
        }
    }
    return std::nullopt;
}

std::optional<model::Run> RunQueue::take_from(
    Level& level, const std::function<bool(const std::string&)>& may_run) {
    for (auto turn = level.turns.begin(); turn != level.turns.end(); ++turn) {
        if (!may_run(*turn)) {
            continue;
        }
        const std::string user = std::move(*turn);
        level.turns.erase(turn);
        auto& of_user = level.runs.at(user);
        model::Run run = std::move(of_user.begin()->second);
        of_user.erase(of_user.begin());
        if (of_user.empty()) {
            level.runs.erase(user);
        } else {
            level.turns.push_back(user);
        }
        return run;
    }
    return std::nullopt;
}

}  // namespace tasksched::daemon
