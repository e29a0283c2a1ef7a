#pragma once

#include <cstdint>
#include <string_view>

#include "cli/output/terminal_text.h"
#include "cli/session.h"
#include "common/base/error.h"
#include "common/model/run.h"

namespace tasksched::cli::commands {

/// Prints the output of one attempt, by and by or at once, each byte once. In a pipe the bytes come
/// as they were written, and what was left out is said beside them; for a person's terminal that is
/// said between, and what would steer it is escaped, but for lines and tabs.
class OutputPrinter {
  public:
    OutputPrinter(Session& session, model::RunId run) : session_(session), run_(run) {}

    /// Prints the bytes that stand at `at`, without those that were printed before. What lies
    /// between is told as left out.
    void print(std::int64_t at, std::string_view bytes);

    /// The whole output, as print().
    void print(const model::Output& output);

    /// The attempt's output is at its end; another one may begin.
    void end();

    /// How far it is printed: the next byte.
    [[nodiscard]] std::int64_t position() const { return position_; }

  private:
    void tell_left_out(std::int64_t count);

    Session& session_;
    model::RunId run_;
    std::int64_t position_ = 0;
    TerminalText text_;
};

}  // namespace tasksched::cli::commands
