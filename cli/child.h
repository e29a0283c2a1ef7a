#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"

namespace tasksched::cli {

/// How another program ended and what it wrote.
struct ChildResult {
    int exit_code = 0;  ///< 128 and its number where a signal ended it
    std::string out;
    std::string err;
};

/// Runs `arguments[0]`, looked up in PATH, with `standard_input` to read, and waits for its end; a
/// program that it leaves behind is not waited for. kFailed where it cannot be started, or runs at
/// the deadline still; then it is killed.
base::Result<ChildResult> run_child(const std::vector<std::string>& arguments,
                                    const std::string& standard_input,
                                    std::chrono::milliseconds deadline);

/// The absolute path of `name` in PATH; none where it is not there.
std::optional<std::string> find_in_path(const std::string& name, const std::string& path);

/// The absolute path of the program `name` that belongs to this one: beside it, in the sbin folder
/// beside its folder, or in `path`.
std::optional<std::string> find_companion(const std::string& name, const std::string& path);

}  // namespace tasksched::cli
