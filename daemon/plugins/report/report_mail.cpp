#include "daemon/plugins/report/report_mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "common/time/time_text.h"
#include "daemon/plugins/report/plain_text.h"
#include "daemon/plugins/report/table.h"

namespace tasksched::daemon {
namespace {

using model::ReportFormat;

constexpr std::string_view kNoFile = "none";

/// How much of a text stands in the mail itself; the rest is in the file.
constexpr std::size_t kMostShown = std::size_t{64} * 1024;

std::string name_of_task(const ReportedRun& run) {
    return run.task_name.empty() ? fmt::format("task {}", run.task_id.value)
                                 : base::escape_control(run.task_name);
}

std::string time_of(const ReportedRun& run) {
    return time::format_time(run.scheduled_for.value_or(time::floor_second(run.ended_at)),
                             run.zone);
}

std::string subject_of(const model::ReportPayload& report, const ReportedRun& run, bool failed) {
    const std::string subject = report.subject.empty()
                                    ? fmt::format("{}, {}", name_of_task(run), time_of(run))
                                    : report.subject;
    return failed ? "FAILED: " + subject : subject;
}

/// What was printed, with a line where a part is missing.
std::string whole_of(const model::Output& output) {
    if (output.left_out() == 0) {
        return output.head + output.tail;
    }
    return fmt::format("{}\n[... {} bytes are left out here ...]\n{}", output.head,
                       output.left_out(), output.tail);
}

/// The rows of what was printed. Of an output with a part missing, those of its beginning.
Table rows_of(const model::Output& output) {
    if (output.left_out() == 0) {
        return read_table(output.head + output.tail);
    }
    return read_table(std::string_view(output.head).substr(0, output.head.rfind('\n') + 1));
}

/// What is to be known beside the report: lines without a line end.
std::vector<std::string> remarks_of(const ReportedRun& run, const model::AttemptResult& result) {
    std::vector<std::string> remarks;
    if (const std::string failure = failure_of(result); !failure.empty()) {
        remarks.push_back(fmt::format("The program of this report failed: {}.", failure));
        remarks.push_back(fmt::format("More: tasksched logs {}", run.run_id.value));
    }
    if (result.output.left_out() > 0) {
        remarks.push_back(
            fmt::format("It printed {} bytes, of which {} are left out: print less, or to a file.",
                        result.output.total_bytes, result.output.left_out()));
    }
    if (result.output.total_bytes == 0) {
        remarks.emplace_back("It printed nothing.");
    }
    return remarks;
}

std::string as_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

/// `text`, cut at a line where it is long.
std::string shown(std::string text) {
    if (text.size() <= kMostShown) {
        return text;
    }
    const std::size_t line = text.rfind('\n', kMostShown);
    std::size_t end = line == std::string::npos ? kMostShown : line + 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;  // not within a character of several bytes
    }
    const std::size_t left = text.size() - end;
    text.resize(end);
    return text + fmt::format("[... {} bytes more are in the attached file ...]\n", left);
}

std::string html_page(const std::string& title, const std::vector<std::string>& remarks,
                      const Table& table) {
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n"
        "<body>\n",
        escape_html(title));
    for (const std::string& remark : remarks) {
        html += fmt::format("<p>{}</p>\n", escape_html(remark));
    }
    return html + html_of(table) + "</body>\n</html>\n";
}

/// The name of the file where the user gave none: of the task and the day.
std::string file_name(const ReportedRun& run, ReportFormat format) {
    std::string name = run.task_name.empty() ? "report" : run.task_name;
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (char& c : name) {
        // Beyond ASCII, names are encoded by whoever sends the mail.
        const bool is_plain =
            kPlain.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80U;
        c = is_plain ? c : '-';
    }
    const std::string_view extension = format == ReportFormat::kText   ? "txt"
                                       : format == ReportFormat::kHtml ? "html"
                                                                       : "csv";
    return fmt::format("{}-{}.{}", name, time_of(run).substr(0, 10), extension);
}

std::string_view type_of(ReportFormat format) {
    switch (format) {
        case ReportFormat::kText:
            return "text/plain";
        case ReportFormat::kHtml:
            return "text/html";
        case ReportFormat::kCsv:
            break;
    }
    return "text/csv";
}

void attach(model::Mail& mail, const model::ReportPayload& report, const ReportedRun& run,
            std::string content) {
    if (report.attach_as == kNoFile) {
        return;
    }
    mail.attachments.push_back(
        {.name = report.attach_as.empty() ? file_name(run, report.format) : report.attach_as,
         .type = std::string(type_of(report.format)),
         .content = std::move(content)});
}

/// The lines before the report itself.
std::string intro_of(const std::vector<std::string>& remarks) {
    return remarks.empty() ? std::string() : as_lines(remarks) + '\n';
}

}  // namespace

std::string failure_of(const model::AttemptResult& result) {
    if (result.outcome == model::Outcome::kSuccess) {
        return {};
    }
    if (!result.detail.empty()) {
        return base::escape_control(result.detail);
    }
    if (result.signal) {
        return fmt::format("signal {} ended it", *result.signal);
    }
    return result.exit_code ? fmt::format("exit status {}", *result.exit_code)
                            : std::string("no exit status");
}

model::Mail report_mail(const model::ReportPayload& report, const ReportedRun& run,
                        const model::AttemptResult& result) {
    model::Mail mail;
    mail.subject = subject_of(report, run, result.outcome != model::Outcome::kSuccess);
    const auto remarks = remarks_of(run, result);
    if (report.format == ReportFormat::kText) {
        const std::string whole =
            report.sql.empty() ? whole_of(result.output) : columns_of(rows_of(result.output));
        mail.text = intro_of(remarks) + shown(plain_text(whole));
        attach(mail, report, run, whole);
        return mail;
    }
    const Table table = rows_of(result.output);
    if (report.format == ReportFormat::kHtml) {
        mail.html = html_page(mail.subject, remarks, table);
        mail.text = intro_of(remarks) + shown(columns_of(table));
        attach(mail, report, run, mail.html);
        return mail;
    }
    mail.text = intro_of(remarks) + fmt::format("{} rows are in the attached file.\n",
                                                table.empty() ? 0 : table.size() - 1);
    if (report.attach_as == kNoFile) {
        mail.text = intro_of(remarks) + shown(plain_text(csv_of(table)));
    }
    attach(mail, report, run, csv_of(table));
    return mail;
}

}  // namespace tasksched::daemon
