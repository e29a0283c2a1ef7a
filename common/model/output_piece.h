#pragma once

#include <cstdint>
#include <string>

namespace tasksched::model {

/// A part of what an attempt has written up to now, while it runs.
struct OutputPiece {
    /// Where `bytes` stand in all that was written. Larger than what was asked for where the bytes
    /// between are kept no more.
    std::int64_t at = 0;
    std::string bytes;
    std::int64_t total = 0;  ///< of all that was written up to now, in bytes

    friend bool operator==(const OutputPiece&, const OutputPiece&) = default;
};

}  // namespace tasksched::model
