#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::cli {

/// Reads a text of any length line by line, holding a few of them at a time.
class LineReader {
  public:
    /// The longest line that is taken, in bytes: a task's payload fits in with room to spare.
    static constexpr std::size_t kMaxLineBytes = std::size_t{1024} * 1024;

    /// Opens the file at `path`; "-" is standard input. kFailed where it cannot be read.
    static base::Result<LineReader> open(const std::string& path);

    /// The next line without its end; valid until the next call. None after the last. kInvalid for
    /// a line that is too long, kFailed where the text cannot be read.
    base::Result<std::optional<std::string_view>> next();

    /// The number of the line that next() gave last, from 1; 0 before the first.
    [[nodiscard]] std::int64_t number() const { return number_; }

  private:
    LineReader(std::string name, base::UniqueFd owned, int fd)
        : name_(std::move(name)), owned_(std::move(owned)), fd_(fd) {}

    /// Reads more; false at the end of the text.
    base::Result<bool> fill();
    base::Result<std::optional<std::string_view>> take(std::size_t length, std::size_t ending);

    std::string name_;
    base::UniqueFd owned_;
    int fd_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::int64_t number_ = 0;
};

}  // namespace tasksched::cli
