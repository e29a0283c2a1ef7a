#include "daemon/process/machine.h"

#include <utility>

#include "daemon/process/process_identity.h"
#include "daemon/process/process_watch.h"

namespace tasksched::daemon {

std::string ThisMachine::boot_id() const { return daemon::boot_id(); }

time::Second ThisMachine::booted_at() const { return daemon::booted_at(); }

std::optional<model::ProcessIdentity> ThisMachine::process_of_run(
    model::RunId run, const std::string& instance) const {
    return find_process_of_run(run, instance);
}

asio::awaitable<void> ThisMachine::until_gone(model::ProcessIdentity process) {
    return wait_until_gone(std::move(process));
}

}  // namespace tasksched::daemon
