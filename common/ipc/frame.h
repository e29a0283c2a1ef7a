#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tasksched::ipc {

/// The largest body of a frame, in bytes.
inline constexpr std::size_t kMaxFrame = std::size_t{16} * 1024 * 1024;

/// Appends `body` to `stream` as one frame: its length in four bytes, the lowest first, then
/// itself. A body above kMaxFrame is a broken invariant.
void append_frame(std::string& stream, std::string_view body);

/// Cuts a stream of bytes into frames again.
class FrameReader {
  public:
    /// Takes no frame whose body has more than `largest` bytes.
    explicit FrameReader(std::size_t largest = kMaxFrame) : largest_(largest) {}

    void append(std::string_view bytes) { unread_.append(bytes); }

    /// The body of the next frame, valid until the next call of either; none before it is whole.
    std::optional<std::string_view> next();

    /// How many bytes were appended and are not given out yet.
    [[nodiscard]] std::size_t unread() const { return unread_.size() - taken_; }

    /// Whether the stream announced a frame that is too large: no frame comes any more.
    [[nodiscard]] bool broken() const { return broken_; }

  private:
    std::size_t largest_;
    std::string unread_;
    std::size_t taken_ = 0;  ///< bytes at its beginning that were given out
    bool broken_ = false;
};

}  // namespace tasksched::ipc
