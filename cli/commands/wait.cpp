#include "cli/commands/wait.h"

#include <poll.h>

namespace tasksched::cli::commands {
namespace {

constexpr int kPauseMilliseconds = 20;
constexpr int kRounds = 50;

}  // namespace

base::Result<void> wait_for_change(store::Store& store) {
    for (int round = 0; round < kRounds; ++round) {
        const auto changed = store.changed_by_others();
        if (!changed) {
            return tl::unexpected(changed.error());
        }
        if (*changed) {
            return {};
        }
        ::poll(nullptr, 0, kPauseMilliseconds);
    }
    return {};
}

}  // namespace tasksched::cli::commands
