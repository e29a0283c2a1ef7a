#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

namespace tasksched::daemon {

/// How many runs may be carried out at once.
struct SlotLimits {
    std::int64_t total = 4000;
    std::unordered_map<std::string, std::int64_t> by_type;
    std::int64_t of_other_types = 0;  ///< of each type that is not named there
    std::int64_t per_user = 0;        ///< 0: no limit
};

/// Counts the runs being carried out against the limits. A slot is the right to carry out one run.
class Slots {
  public:
    explicit Slots(SlotLimits limits) : limits_(std::move(limits)) {}

    /// Takes a slot for a run of the type and user; false where a limit is reached.
    bool take(const std::string& type, const std::string& user);

    /// Takes a slot for a run that is under way already, whatever the limits.
    void occupy(const std::string& type, const std::string& user);

    /// Gives back what take() or occupy() gave.
    void give_back(const std::string& type, const std::string& user);

    /// Whether take() would succeed for some user, and for this one.
    [[nodiscard]] bool type_has_room(const std::string& type) const;
    [[nodiscard]] bool user_has_room(const std::string& user) const;

    /// New limits; runs beyond them go on, and no more are started until they are kept.
    void set_limits(SlotLimits limits) { limits_ = std::move(limits); }

    [[nodiscard]] std::int64_t used() const { return used_; }

  private:
    SlotLimits limits_;
    std::int64_t used_ = 0;
    std::unordered_map<std::string, std::int64_t> used_by_type_;
    std::unordered_map<std::string, std::int64_t> used_by_user_;
};

}  // namespace tasksched::daemon
