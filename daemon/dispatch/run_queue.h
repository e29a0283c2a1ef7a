#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "common/model/run.h"

namespace tasksched::daemon {

/// The runs of one type that wait for a slot, as far as they are in memory. The highest priority
/// goes first; among equals the users take turns, so that ten thousand runs of one user do not hold
/// up another's one; a user's own runs go in the order of their ids.
class RunQueue {
  public:
    /// Adds a run; one that is in the queue already is passed over.
    void add(model::Run run);

    /// Removes the run whose turn it is, of a user for whom `may_run` holds; none where there is
    /// no such run.
    std::optional<model::Run> take(const std::function<bool(const std::string& user)>& may_run);

    [[nodiscard]] std::size_t size() const { return known_.size(); }
    [[nodiscard]] bool contains(model::RunId id) const { return known_.contains(id); }

  private:
    struct Level {
        std::deque<std::string> turns;  ///< the users with runs here, the next one first
        std::unordered_map<std::string, std::map<model::RunId, model::Run>> runs;
    };

    std::optional<model::Run> take_from(Level& level,
                                        const std::function<bool(const std::string&)>& may_run);

    std::map<int, Level, std::greater<>> levels_;
    std::unordered_set<model::RunId> known_;
};

}  // namespace tasksched::daemon
