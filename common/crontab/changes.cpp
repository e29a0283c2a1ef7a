#include "common/crontab/changes.h"

#include <deque>
#include <string>
#include <unordered_map>

#include "common/crontab/line_task.h"

namespace tasksched::crontab {

namespace {

std::string name_of(const JobLine& job) {
    return job.options ? job.options->name.value_or("") : std::string();
}

std::string command_of(const JobLine& job) {
    return job.user + '\0' + job.command.command + '\0' +
           job.command.standard_input.value_or(std::string());
}

class Comparison {
  public:
    Comparison(std::span<const JobLine> old_jobs, std::span<const JobLine> new_jobs)
        : old_(old_jobs), new_(new_jobs), is_taken_(old_jobs.size()) {
        changes_.origins.resize(new_jobs.size());
    }

    Changes find() {
        pair_by(&definition_of, true);
        pair_by(&name_of, false);
        pair_by(&command_of, false);
        pair_by_place();
        for (std::size_t i = 0; i < old_.size(); ++i) {
            if (!is_taken_[i]) {
                changes_.gone.push_back(i);
            }
        }
        return std::move(changes_);
    }

  private:
    /// Pairs what is left by a text that is not empty, in the order of the lines.
    template <typename Text>
    void pair_by(Text text_of, bool is_same) {
        std::unordered_map<std::string, std::deque<std::size_t>> places;
        for (std::size_t i = 0; i < old_.size(); ++i) {
            if (!is_taken_[i]) {
                places[text_of(old_[i])].push_back(i);
            }
        }
        if (places.empty()) {
            return;
        }
        for (std::size_t i = 0; i < new_.size(); ++i) {
            if (changes_.origins[i].old) {
                continue;
            }
            const std::string text = text_of(new_[i]);
            const auto found = places.find(text);
            if (!text.empty() && found != places.end() && !found->second.empty()) {
                pair(i, found->second.front(), is_same);
                found->second.pop_front();
            }
        }
    }

    void pair_by_place() {
        for (std::size_t i = 0; i < new_.size(); ++i) {
            const std::size_t place = i == 0 ? 0 : changes_.origins[i - 1].old.value_or(i - 1) + 1;
            if (!changes_.origins[i].old && place < old_.size() && !is_taken_[place] &&
                old_[place].when == new_[i].when) {
                pair(i, place, false);
            }
        }
    }

    void pair(std::size_t new_place, std::size_t old_place, bool is_same) {
        changes_.origins[new_place] = {.old = old_place, .is_same = is_same};
        is_taken_[old_place] = true;
    }

    std::span<const JobLine> old_;
    std::span<const JobLine> new_;
    std::vector<bool> is_taken_;
    Changes changes_;
};

}  // namespace

Changes compare(std::span<const JobLine> old_jobs, std::span<const JobLine> new_jobs) {
    return Comparison(old_jobs, new_jobs).find();
}

}  // namespace tasksched::crontab
