#pragma once

#include <memory>
#include <string>

#include "common/store/open.h"

namespace tasksched::bench {

/// The store at `path`, without the command line between. Throws std::runtime_error where it cannot
/// be opened.
std::unique_ptr<store::Store> open_directly(const std::string& path, store::OpenMode mode);

/// Stores that many one-off commands of `user`, /bin/true, all of them due now. Throws
/// std::runtime_error where that fails.
void add_due_commands(store::Store& store, const std::string& user, int count);

}  // namespace tasksched::bench
