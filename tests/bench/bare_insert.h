#pragma once

#include <chrono>
#include <string>

namespace tasksched::bench {

/// How long the bare engine takes to insert the rows that scheduling left in the store at `store`
/// (its tasks, their payloads and versions) into a new database `target` of the same schema: one
/// prepared statement a table, one transaction, synced, with a write-ahead log. The rows are read
/// into memory before. Throws std::runtime_error where SQLite refuses.
std::chrono::nanoseconds bare_insert(const std::string& store, const std::string& target);

}  // namespace tasksched::bench
