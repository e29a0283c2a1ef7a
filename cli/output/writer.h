#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::cli {

/// Writes results to a descriptor through a buffer, so that a hundred thousand lines cost few
/// calls. The first error is kept and all later text dropped; flush() tells it.
class Writer {
  public:
    /// Does not own `fd`.
    explicit Writer(int fd) : fd_(fd) {}

    void write(std::string_view text);

    /// `text` and a line end.
    void line(std::string_view text);

    /// Writes out what is buffered. kFailed where any write failed; the message is empty where the
    /// reader has gone, since nobody is there to be told.
    base::Result<void> flush();

    /// Whether nobody reads any more what is written (a pipe's other end is closed).
    [[nodiscard]] bool reader_has_gone() const;

  private:
    void drain();

    int fd_;
    int error_ = 0;
    std::string buffer_;
};

}  // namespace tasksched::cli
