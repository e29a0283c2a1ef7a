#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tasksched::crontab {

/// The characters of a table, one after the other, with the number of the line that cron's own
/// reader would count: which line an error is told of follows from how far the table was read, and
/// scripts know it that way.
class Characters {
  public:
    static constexpr int kEnd = -1;

    /// `text` must outlive it.
    explicit Characters(std::string_view text) : text_(text) {}

    /// The next character as a number from 0 to 255, or kEnd.
    int get();

    /// Takes the last get() back; not of kEnd.
    void unget();

    /// What comes before the next of `terminators`, a NUL or the end. What ends it is read too, and
    /// stands in `terminator`.
    std::string_view take_until(std::string_view terminators, int& terminator);

    /// How many line ends were read, plus one.
    [[nodiscard]] int line() const { return line_; }

    /// Where the next character stands.
    [[nodiscard]] std::size_t position() const { return at_; }

    /// Goes back to a position, at which line() was `line`; or ahead within that line.
    void go_to(std::size_t position, int line) {
        at_ = position;
        line_ = line;
    }

    /// The rest of the line from `position` on, without its end.
    [[nodiscard]] std::string_view line_from(std::size_t position) const;

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
};

}  // namespace tasksched::crontab
