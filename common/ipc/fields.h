#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tasksched::ipc {

/// Writes the fields of a message, one behind the other: integers in eight bytes, the lowest
/// first, texts behind their length.
class FieldWriter {
  public:
    void integer(std::int64_t value);
    void text(std::string_view value);

    /// A field that may be missing, by the function that writes it.
    template <typename T, typename Write>
    void optional(const std::optional<T>& value, Write write) {
        integer(value ? 1 : 0);
        if (value) {
            write(*value);
        }
    }

    [[nodiscard]] std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

/// Reads them again in the same order. A field behind the end is 0, empty or missing: newer
/// programs add fields at the end alone, so that an older one's messages can be read. A text that
/// is cut short makes the whole unsound.
class FieldReader {
  public:
    explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

    std::int64_t integer();
    std::string text();

    template <typename Read>
    auto optional(Read read) -> std::optional<decltype(read())> {
        return integer() == 0 ? std::nullopt : std::optional(read());
    }

    [[nodiscard]] bool sound() const { return sound_; }

  private:
    std::string_view rest_;
    bool sound_ = true;
};

}  // namespace tasksched::ipc
