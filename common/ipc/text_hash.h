#pragma once

#include <cstdint>
#include <string_view>

namespace tasksched::ipc {

/// FNV-1a, 64 bits: a short name for a text. Nothing depends on its being hard to invert.
inline std::uint64_t text_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3U;
    }
    return hash;
}

}  // namespace tasksched::ipc
