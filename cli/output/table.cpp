#include "cli/output/table.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/text.h"

namespace tasksched::cli {
namespace {

std::string shown(std::string_view text) { return text.empty() ? "-" : base::escape_control(text); }

/// Columns on a terminal, one for each character; good enough for names that people give.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string padding(std::size_t columns, std::string_view text) {
    const std::size_t used = width(text);
    return fmt::format("{:{}}", "", columns > used ? columns - used : 0);
}

std::string without_trailing_blanks(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

void Table::add(std::vector<Cell> cells) {
    TASKSCHED_CHECK(cells.size() == headings_.size());
    for (Cell& cell : cells) {
        cell.text = shown(cell.text);
    }
    rows_.push_back(std::move(cells));
}

void Table::print(Writer& out, const Style& style) {
    if (!rows_.empty()) {
        style.terminal ? print_aligned(out, style) : print_plain(out, style);
    }
    rows_.clear();
}

void Table::print_aligned(Writer& out, const Style& style) const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        std::size_t widest = width(headings_[i]);
        for (const auto& row : rows_) {
            widest = std::max(widest, width(row[i].text));
        }
        columns.push_back(widest);
    }
    std::string heading;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        heading += fmt::format("{}{}  ", headings_[i], padding(columns[i], headings_[i]));
    }
    out.line(style.paint(without_trailing_blanks(std::move(heading)), Colour::kBold));
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += fmt::format("{}{}  ", style.paint(row[i].text, row[i].colour),
                                padding(columns[i], row[i].text));
        }
        out.line(without_trailing_blanks(std::move(line)));
    }
}

void Table::print_plain(Writer& out, const Style& style) const {
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out.write(i == 0 ? "" : "\t");
            out.write(style.paint(row[i].text, row[i].colour));
        }
        out.write("\n");
    }
}

void Details::add(std::string_view name, std::string_view value, Colour colour) {
    lines_.push_back({name, {shown(value), colour}});
}

void Details::print(Writer& out, const Style& style) const {
    std::size_t columns = 0;
    for (const Line& line : lines_) {
        columns = std::max(columns, width(line.name));
    }
    for (const Line& line : lines_) {
        out.line(fmt::format("{}{}{}", line.name,
                             style.terminal ? padding(columns, line.name) + "  " : "\t",
                             style.paint(line.value.text, line.value.colour)));
    }
}

}  // namespace tasksched::cli
