#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/store/sqlite/sqlite_store.h"
#include "tests/support/temporary_home.h"

namespace tasksched::store {

/// A temporary home with a path for a store in it.
struct StoreHome {
    support::TemporaryHome home;
    std::string path = home.file("tasks.db");
    Location location{.engine = Engine::kSqlite, .path = path, .url = {}};
};

/// Opens the store at `path`; throws std::runtime_error where that fails.
std::unique_ptr<Store> opened(
    const std::string& path, OpenMode mode = OpenMode::kCreate,
    sqlite::Exclusion exclusion = sqlite::Exclusion::kLockFile,
    std::chrono::milliseconds busy_timeout = std::chrono::milliseconds(5000));

/// An active task of alice's and its command.
model::Task sample_task();
model::Payload sample_command();
Author sample_author(const std::string& operation = "schedule");

/// Inserts one sample task in a transaction.
base::Result<void> insert_sample(Store& store);

/// Runs `work` in a child process; returns whether it returned true there. No store may be open.
bool in_child(const std::function<bool()>& work);

}  // namespace tasksched::store
