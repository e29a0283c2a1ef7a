#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/model/run.h"

namespace tasksched::daemon {

/// Keeps the beginning and the end of what a program writes and counts the rest; memory grows with
/// what was written, up to both parts.
class OutputCapture {
  public:
    /// How many bytes of the beginning, and of the end, are kept.
    static constexpr std::size_t kPart = std::size_t{32} * 1024;

    void append(std::string_view bytes);

    /// What was kept, once. As long as nothing is left out, all of it is the head.
    [[nodiscard]] model::Output take();

  private:
    std::string head_;
    std::string ring_;        ///< what came after the head, at most the last kPart bytes of it
    std::size_t oldest_ = 0;  ///< where the ring begins, once it is full
    std::int64_t total_ = 0;
};

}  // namespace tasksched::daemon
