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

/// The runs of one type that wait for a slot, as far as they are in memory. Those that make up for
/// what was missed go after all others; then the highest priority goes first; among equals the
/// users take turns, so that ten thousand runs of one user do not hold up another's one; a user's
/// own runs go in the order of their ids.
class RunQueue {
  public:
    /// Adds a run; one that is in the queue already is passed over.
    void add(model::Run run);

    /// Removes the run whose turn it is, of a user for whom `may_run` holds; none where there is
    /// no such run.
    std::optional<model::Run> take(const std::function<bool(const std::string& user)>& may_run);

    [[nodiscard]] std::size_t size() const { return known_.size(); }

    /// Whether the run was made after its time, and has not been tried yet.
    static bool makes_up(const model::Run& run);

    /// How many go before or beside this one: of those that came in time, or of all.
    [[nodiscard]] std::size_t size_of(const model::Run& run) const {
        return makes_up(run) ? size() : in_time_;
    }
    [[nodiscard]] bool contains(model::RunId id) const { return known_.contains(id); }

  private:
    /// What goes first comes first.
    struct Rank {
        bool makes_up = false;
        int priority = 0;

        bool operator<(const Rank& other) const {
            return makes_up != other.makes_up ? other.makes_up : priority > other.priority;
        }
    };

    struct Level {
        std::deque<std::string> turns;  ///< the users with runs here, the next one first
        std::unordered_map<std::string, std::map<model::RunId, model::Run>> runs;
    };

    std::optional<model::Run> take_from(Level& level,
                                        const std::function<bool(const std::string&)>& may_run);

    std::map<Rank, Level> levels_;
    std::size_t in_time_ = 0;  ///< how many do not make up for anything
    std::unordered_set<model::RunId> known_;
};

}  // namespace tasksched::daemon
