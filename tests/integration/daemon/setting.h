#pragma once

#include <cstdint>
#include <cstdlib>

namespace tasksched::support {

/// The number in the environment variable `name`; `otherwise` where it is not set.
inline std::int64_t setting(const char* name, std::int64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

}  // namespace tasksched::support
