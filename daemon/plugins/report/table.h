#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tasksched::daemon {

/// Rows of cells, as many in each as were printed; the first row is the head.
using Table = std::vector<std::vector<std::string>>;

/// Reads tab-separated values where the first line has a tab, else comma-separated ones (RFC 4180;
/// lines may end in LF alone). What follows no rule is taken as it stands: nothing is dropped but
/// empty lines at the end.
Table read_table(std::string_view text);

/// RFC 4180: lines end in CRLF, and cells that need it are quoted.
std::string csv_of(const Table& table);

/// A table of HTML without anything around it; its cells are escaped. Empty for an empty table.
std::string html_of(const Table& table);

/// Columns side by side, two blanks between them, for a font of fixed width.
std::string columns_of(const Table& table);

/// `text` as HTML shows it: no markup, and no control characters but line ends and tabs.
std::string escape_html(std::string_view text);

}  // namespace tasksched::daemon
