#pragma once

#include <string>
#include <string_view>

namespace tasksched::cli {

/// Makes bytes that a program wrote fit for a person's terminal, piece by piece: what would steer
/// it is escaped, but for lines and tabs. A character that is cut between two pieces stays whole.
class TerminalText {
  public:
    /// What can be shown of all that was given and not shown yet.
    std::string next(std::string_view bytes);

    /// The same at the end, where nothing more comes.
    std::string rest();

  private:
    std::string held_;  ///< the beginning of a character whose rest comes with the next piece
};

}  // namespace tasksched::cli
