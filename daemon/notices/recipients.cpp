#include "daemon/notices/recipients.h"

#include <string_view>

namespace tasksched::daemon {
namespace {

constexpr std::string_view kNobody = "none";

}  // namespace

Recipients::Recipients(const config::Config& config)
    : has_command_(!config.notify.command->empty()),
      default_address_(*config.notify.default_address),
      interval_(*config.notify.interval),
      max_per_hour_(*config.notify.max_per_hour) {
    for (const auto& [user, address] : config.user_notify) {
        addresses_[user] = *address;
    }
}

std::string Recipients::address_of(const model::Task& task) const {
    if (!task.policies.notify.empty()) {
        return task.policies.notify;
    }
    const auto found = addresses_.find(task.user_id);
    return found == addresses_.end() ? default_address_ : found->second;
}

Recipients::Ways Recipients::ways_to(const std::string& address) const {
    if (address == kNobody) {
        return {};
    }
    return {.by_mail = !address.empty(), .by_command = has_command_};
}

}  // namespace tasksched::daemon
