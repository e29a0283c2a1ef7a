#include "tests/bench/direct_store.h"

#include <stdexcept>

#include "common/time/clock.h"

namespace tasksched::bench {

std::unique_ptr<store::Store> open_directly(const std::string& path, store::OpenMode mode) {
    auto opened = store::open_store({.engine = store::Engine::kSqlite, .path = path, .url = {}},
                                    {.mode = mode});
    if (!opened) {
        throw std::runtime_error(opened.error().message);
    }
    return std::move(*opened);
}

void add_due_commands(store::Store& store, const std::string& user, int count) {
    const time::Instant now = time::SystemClock().now();
    model::Task task;
    task.user_id = user;
    task.type = "command";
    task.schedule.rule = schedule::Once{time::floor_second(now)};
    task.next_run_at = time::floor_second(now);
    model::CommandPayload payload;
    payload.argv = {"/bin/true"};
    const store::Author author{.user_id = user, .operation = "schedule", .at = now};
    const auto made = store.write([&](store::Transaction& transaction) -> base::Result<void> {
        for (int i = 0; i < count; ++i) {
            if (auto id = transaction.tasks().insert(task, payload, author); !id) {
                return tl::unexpected(id.error());
            }
        }
        return {};
    });
    if (!made) {
        throw std::runtime_error(made.error().message);
    }
}

}  // namespace tasksched::bench
