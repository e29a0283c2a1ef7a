#include "tests/unit/store/sample_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace tasksched::store {

std::unique_ptr<Store> opened(const std::string& path, OpenMode mode, sqlite::Exclusion exclusion,
                              std::chrono::milliseconds busy_timeout) {
    auto store = sqlite::open_sqlite(path, {.mode = mode, .busy_timeout = busy_timeout}, exclusion);
    if (!store) {
        throw std::runtime_error(store.error().message);
    }
    return std::move(*store);
}

model::Task sample_task() {
    model::Task task;
    task.user_id = "alice";
    task.type = "command";
    task.schedule.rule = schedule::Once{time::Second(std::chrono::seconds(2'000'000'000))};
    task.next_run_at = time::Second(std::chrono::seconds(2'000'000'000));
    return task;
}

model::Payload sample_command() {
    model::CommandPayload payload;
    payload.argv = {"/bin/true"};
    return payload;
}

Author sample_author(const std::string& operation) {
    return {.user_id = "alice", .operation = operation, .at = {}};
}

base::Result<void> insert_sample(Store& store) {
    return store.write([](Transaction& transaction) {
        return transaction.tasks()
            .insert(sample_task(), sample_command(), sample_author())
            .map([](model::TaskId) {});
    });
}

bool in_child(const std::function<bool()>& work) {
    const pid_t child = ::fork();
    if (child < 0) {
        throw std::runtime_error("fork failed");
    }
    if (child == 0) {
        ::_exit(work() ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace tasksched::store
