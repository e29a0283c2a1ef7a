#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output/style.h"
#include "cli/output/writer.h"

namespace tasksched::cli {

/// One field of a table.
struct Cell {
    std::string text;  ///< as it came; the table escapes control characters
    Colour colour = Colour::kNone;
};

/// Rows under headings. On a terminal they are aligned below their headings; in a pipe each row is
/// a line of fields between tabs, without headings, so that awk and cut read it. An empty field is
/// shown as '-', so that fields keep their numbers.
class Table {
  public:
    explicit Table(std::vector<std::string_view> headings) : headings_(std::move(headings)) {}

    /// `cells` are as many as the headings.
    void add(std::vector<Cell> cells);

    /// Writes all rows and forgets them; nothing where there are none.
    void print(Writer& out, const Style& style);

  private:
    void print_aligned(Writer& out, const Style& style) const;
    void print_plain(Writer& out, const Style& style) const;

    std::vector<std::string_view> headings_;
    std::vector<std::vector<Cell>> rows_;
};

/// Names and values, a pair a line: aligned on a terminal, with a tab between in a pipe.
class Details {
  public:
    void add(std::string_view name, std::string_view value, Colour colour = Colour::kNone);
    void print(Writer& out, const Style& style) const;

  private:
    struct Line {
        std::string_view name;
        Cell value;
    };
    std::vector<Line> lines_;
};

}  // namespace tasksched::cli
