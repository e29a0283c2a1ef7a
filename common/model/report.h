#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/command.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// How a report looks.
enum class ReportFormat {
    kText,  ///< as it was printed
    kHtml,  ///< a table, of CSV or TSV
    kCsv,   ///< RFC 4180, of CSV or TSV
};

std::string_view to_string(ReportFormat format);
base::Result<ReportFormat> parse_report_format(std::string_view text);

/// The payload of type `report`: what a program prints, or what a query of the store finds, mailed.
/// Exactly one of `program` and `sql` is set. Texts are UTF-8 without NUL.
struct ReportPayload {
    static const TypeInfo kType;

    CommandPayload program;  ///< without words and line where there is a query
    std::string sql;         ///< a query of the store
    std::vector<std::string> to;
    std::string subject;  ///< empty: the task and the time
    ReportFormat format = ReportFormat::kText;
    std::string attach_as;  ///< the file's name; empty: after the task; "none": no file

    friend bool operator==(const ReportPayload&, const ReportPayload&) = default;
};

/// How many recipients a report may have.
inline constexpr std::size_t kMaxReportRecipients = 100;

// As those of the other types: see payload.h.

base::Result<void> check(const ReportPayload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole. A query takes the place of a
/// program and the other way round; `to` replaces all recipients.
base::Result<void> apply_options(const TaskSpec& spec, ReportPayload& payload);
std::string summary(const ReportPayload& payload);
std::optional<std::string> field(const ReportPayload& payload, std::string_view name);
std::string to_json(const ReportPayload& payload);
std::vector<std::pair<std::string_view, std::string>> details(const ReportPayload& payload);

}  // namespace tasksched::model
