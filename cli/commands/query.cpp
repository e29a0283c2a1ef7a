#include "cli/args/query.h"

#include <cstddef>

#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "common/base/file.h"
#include "common/store/query_rows.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;
using store::QueryValue;

constexpr std::size_t kMaxQueryBytes = std::size_t{64} * 1024;

Result<std::string> text_of_query(const std::string& given) {
    if (given == "-") {
        return base::read_file("/dev/stdin", kMaxQueryBytes);
    }
    if (given.starts_with('@')) {
        return base::read_file(given.substr(1), kMaxQueryBytes);
    }
    return given;
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of("\",\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

/// Prints rows as they come: CSV, or with --json an object a line.
class RowPrinter {
  public:
    explicit RowPrinter(Session& session) : session_(session) {}

    void print(const std::vector<QueryValue>& row) {
        if (session_.json() && names_.empty()) {
            names_ = row;
        } else {
            session_.out().line(session_.json() ? object_of(row) : line_of(row));
        }
    }

  private:
    [[nodiscard]] std::string object_of(const std::vector<QueryValue>& row) const {
        JsonObject object;
        for (std::size_t i = 0; i < row.size(); ++i) {
            object.add(names_[i].value_or(""), row[i]);
        }
        return object.text();
    }

    static std::string line_of(const std::vector<QueryValue>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += i == 0 ? "" : ",";
            line += csv_cell(row[i].value_or(""));
        }
        return line;
    }

    Session& session_;
    std::vector<QueryValue> names_;
};

}  // namespace

Result<int> query(Session& session, const QueryOptions& options) {
    const auto sql = text_of_query(options.sql);
    if (!sql) {
        return tl::unexpected(sql.error());
    }
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto user =
        (*service)->user_to_query(options.all ? service::QueryOf::kAll : service::QueryOf::kOne);
    if (!user) {
        return tl::unexpected(user.error());
    }
    const auto location = session.location();
    if (!location) {
        return tl::unexpected(location.error());
    }
    RowPrinter printer(session);
    const auto done = store::query_rows(
        **location, *sql, *user, {}, [&](const std::vector<QueryValue>& row) -> Result<void> {
            printer.print(row);
            if (session.out().reader_has_gone()) {
                return base::fail(base::ErrorCode::kFailed, "nobody reads the rows any more");
            }
            return {};
        });
    if (!done) {
        return tl::unexpected(done.error());
    }
    return 0;
}

}  // namespace tasksched::cli::commands
