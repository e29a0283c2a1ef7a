#include "daemon/plugins/report/table.h"

#include <algorithm>
#include <cstddef>

#include "common/base/text.h"
#include "daemon/plugins/report/plain_text.h"

namespace tasksched::daemon {
namespace {

/// Reads the cells of one text, from its beginning to its end.
class CellReader {
  public:
    CellReader(std::string_view text, char separator) : rest_(text), separator_(separator) {}

    Table read() {
        Table table;
        while (!rest_.empty()) {
            table.push_back(read_row());
        }
        while (!table.empty() && is_empty(table.back())) {
            table.pop_back();
        }
        return table;
    }

  private:
    static bool is_empty(const std::vector<std::string>& row) {
        return row.size() == 1 && row[0].empty();
    }

    std::vector<std::string> read_row() {
        std::vector<std::string> row;
        do {
            row.push_back(read_cell());
        } while (take(separator_));
        take('\r');
        take('\n');
        return row;
    }

    bool take(char wanted) {
        const bool is_there = !rest_.empty() && rest_.front() == wanted;
        rest_.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }

    std::string read_cell() {
        std::string cell;
        if (separator_ == ',' && take('"')) {
            cell = read_quoted();
        }
        // Beside what is quoted there is nothing, where the rules are kept.
        const std::size_t end = std::min(rest_.find_first_of(end_of_cell()), rest_.size());
        std::string_view plain = rest_.substr(0, end);
        rest_.remove_prefix(end);
        if (plain.ends_with('\r') && (rest_.empty() || rest_.front() == '\n')) {
            plain.remove_suffix(1);
        }
        return cell.append(plain);
    }

    [[nodiscard]] const char* end_of_cell() const { return separator_ == ',' ? ",\n" : "\t\n"; }

    /// What stands up to the closing quote, or to the end where there is none.
    std::string read_quoted() {
        std::string cell;
        while (!rest_.empty()) {
            const std::size_t quote = std::min(rest_.find('"'), rest_.size());
            cell.append(rest_.substr(0, quote));
            rest_.remove_prefix(quote);
            if (!take('"') || !take('"')) {
                break;
            }
            cell += '"';
        }
        return cell;
    }

    std::string_view rest_;
    char separator_;
};

std::string csv_cell(const std::string& cell) {
    if (cell.find_first_of("\",\r\n") == std::string::npos) {
        return cell;
    }
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

/// As many characters as a font of fixed width shows, taking each code point for one.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

void append_row(std::string& html, const std::vector<std::string>& row, std::string_view cell) {
    html += "<tr>";
    for (const std::string& text : row) {
        html.append("<").append(cell).append(">");
        html.append(escape_html(text));
        html.append("</").append(cell).append(">");
    }
    html += "</tr>\n";
}

}  // namespace

Table read_table(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    const char separator = first.find('\t') == std::string_view::npos ? ',' : '\t';
    return CellReader(text, separator).read();
}

std::string csv_of(const Table& table) {
    std::string csv;
    for (const auto& row : table) {
        std::string_view separator;
        for (const std::string& cell : row) {
            csv.append(separator).append(csv_cell(cell));
            separator = ",";
        }
        csv += "\r\n";
    }
    return csv;
}

std::string html_of(const Table& table) {
    if (table.empty()) {
        return {};
    }
    std::string html = "<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\">\n<thead>\n";
    append_row(html, table.front(), "th");
    html += "</thead>\n<tbody>\n";
    for (auto row = table.begin() + 1; row != table.end(); ++row) {
        append_row(html, *row, "td");
    }
    return html + "</tbody>\n</table>\n";
}

std::string columns_of(const Table& table) {
    std::vector<std::size_t> widths;
    Table shown = table;
    for (auto& row : shown) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = base::escape_control(row[i]);
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    std::string text;
    for (const auto& row : shown) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            line.append(i + 1 < row.size() ? widths[i] - width_of(row[i]) + 2 : 0, ' ');
        }
        text += line + '\n';
    }
    return text;
}

std::string escape_html(std::string_view text) {
    std::string html;
    for (const char c : plain_text(text)) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

}  // namespace tasksched::daemon
