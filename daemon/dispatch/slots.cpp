#include "daemon/dispatch/slots.h"

#include "common/base/check.h"

namespace tasksched::daemon {
namespace {

std::int64_t value_or_zero(const std::unordered_map<std::string, std::int64_t>& counts,
                           const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
}

void decrease(std::unordered_map<std::string, std::int64_t>& counts, const std::string& key) {
    const auto found = counts.find(key);
    TASKSCHED_CHECK(found != counts.end() && found->second > 0);
    if (--found->second == 0) {
        counts.erase(found);
    }
}

}  // namespace

bool Slots::take(const std::string& type, const std::string& user) {
    if (!type_has_room(type) || !user_has_room(user)) {
        return false;
    }
    occupy(type, user);
    return true;
}

void Slots::occupy(const std::string& type, const std::string& user) {
    ++used_;
    ++used_by_type_[type];
    ++used_by_user_[user];
}

void Slots::give_back(const std::string& type, const std::string& user) {
    --used_;
    decrease(used_by_type_, type);
    decrease(used_by_user_, user);
}

bool Slots::type_has_room(const std::string& type) const {
    const auto limit = limits_.by_type.find(type);
    return used_ < limits_.total &&
           value_or_zero(used_by_type_, type) <
               (limit == limits_.by_type.end() ? limits_.of_other_types : limit->second);
}

bool Slots::user_has_room(const std::string& user) const {
    return limits_.per_user == 0 || value_or_zero(used_by_user_, user) < limits_.per_user;
}

}  // namespace tasksched::daemon
