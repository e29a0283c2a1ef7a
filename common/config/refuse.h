#pragma once

#include <fmt/format.h>

#include <utility>

#include "common/base/error.h"

namespace tasksched::config {

/// The error of a value that the configuration may not have; whoever reads it adds the key and
/// line.
template <typename... Args>
tl::unexpected<base::Error> refuse(fmt::format_string<Args...> format, Args&&... args) {
    return base::fail(base::ErrorCode::kInvalid, format, std::forward<Args>(args)...);
}

}  // namespace tasksched::config
