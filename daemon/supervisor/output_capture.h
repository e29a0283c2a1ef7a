#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "common/model/output_piece.h"
#include "common/model/run.h"

namespace tasksched::daemon {

/// Keeps the beginning and the end of what a program writes and counts the rest; memory grows with
/// what was written, up to both parts.
class OutputCapture {
  public:
    /// How many bytes of the beginning, and of the end, are kept.
    static constexpr std::size_t kPart = std::size_t{32} * 1024;

    /// The longest beginning that can be asked for.
    static constexpr std::size_t kLongestHead = std::size_t{1024} * 1024;

    /// How many bytes of the end are kept for read() after widen().
    static constexpr std::size_t kWide = 16 * kPart;

    /// The largest piece that read() gives, in bytes.
    static constexpr std::size_t kPiece = 4 * kPart;

    OutputCapture() = default;

    /// Keeps `head` bytes of the beginning, from kPart to kLongestHead; less and more are these.
    explicit OutputCapture(std::int64_t head);

    void append(std::string_view bytes);

    /// What was written from the byte `from` on and is kept, in one piece of at most kPiece bytes:
    /// as long as nothing is left out, pieces read one after the other are all that was written.
    /// Empty where nothing was written there yet.
    [[nodiscard]] model::OutputPiece read(std::int64_t from) const;

    /// From now on more of the end is kept until take(), which gives no more for that: who reads on
    /// does not miss what is written in a burst.
    void widen();

    [[nodiscard]] std::int64_t total() const { return total_; }

    /// Called after each append() from now on, until take(); an empty function ends that.
    void on_append(std::function<void()> appended) { appended_ = std::move(appended); }

    /// What was kept, once. As long as nothing is left out, all of it is the head.
    [[nodiscard]] model::Output take();

  private:
    void keep(std::string_view bytes);
    void straighten();

    std::size_t head_room_ = kPart;
    std::string head_;
    std::string ring_;  ///< what came after the head, at most the last room_ bytes of it
    std::size_t room_ = kPart;
    std::size_t oldest_ = 0;  ///< where the ring begins, once it is full
    std::int64_t total_ = 0;
    std::function<void()> appended_;
};

}  // namespace tasksched::daemon
