#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/model/task_spec.h"

namespace tasksched::cli {

/// Reads the number of a run. kInvalid, naming `verb`, for anything else.
base::Result<model::RunId> read_run_id(std::string_view verb, std::string_view text);

/// Reads the value of an option that counts, 1 to 1,000,000; `fallback` where it is absent.
base::Result<std::int64_t> read_count(std::string_view option,
                                      const std::optional<std::string>& text,
                                      std::int64_t fallback);

/// Names the type command where words or a shell line say so and no type is given.
void assume_command(model::TaskSpec& spec);

/// Puts what a spec says in terms of this process in terms that hold for good: the content of
/// `--stdin @FILE` and its like for the file's name, an absolute path for a relative one.
base::Result<void> settle_paths(model::TaskSpec& spec);

/// `error` with a message that begins with `where`.
base::Error at_place(std::string_view where, const base::Error& error);

}  // namespace tasksched::cli
