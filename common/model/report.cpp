#include "common/model/report.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/model/json_writer.h"
#include "common/model/option.h"
#include "common/model/resolve_policies.h"
#include "common/model/words.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<ReportFormat>, 3> kFormats{{
    {ReportFormat::kText, "text"},
    {ReportFormat::kHtml, "html"},
    {ReportFormat::kCsv, "csv"},
}};

constexpr std::array<TypeOption, 5> kReportOptions{{
    {.name = "to", .metavar = "ADDRESS", .help = "whom it is mailed to", .kind = OptionKind::kList},
    {.name = "subject",
     .metavar = "TEXT",
     .help = "the mail's subject; else the task's name and the time"},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "text (as printed), html (a table of CSV or TSV) or csv"},
    {.name = "attach-as",
     .metavar = "NAME",
     .help = "the attached file's name; else the task's; none: attach nothing"},
    {.name = "sql",
     .metavar = "TEXT|@FILE",
     .help = "report what this SQL query of the store finds, in place of a program",
     .source = ValueSource::kTextOrFile},
}};

constexpr std::array<std::string_view, 4> kReportFields{"format", "program", "subject", "to"};

constexpr std::size_t kMaxReportSubjectBytes = 1000;
constexpr std::size_t kMaxAttachmentNameBytes = 200;

/// Mail alone is tried again: see tasksched(1).
constexpr int kMailRetries = 5;

/// Runs a report's program.
bool has_program(const ReportPayload& payload) {
    return !payload.program.argv.empty() || !payload.program.shell.empty();
}

base::Result<void> check_recipients(const std::vector<std::string>& to) {
    if (to.empty()) {
        return invalid("--to: whom the report is mailed to is missing");
    }
    if (to.size() > kMaxReportRecipients) {
        return base::fail(base::ErrorCode::kInvalid, "--to: {} addresses are given, {} are allowed",
                          to.size(), kMaxReportRecipients);
    }
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i] == kNoneWord || !check_notify(to[i])) {
            return base::fail(
                base::ErrorCode::kInvalid,
                "--to: {} is not an address; one such as user@example.org is expected",
                base::quoted(to[i]));
        }
        if (std::find(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(i), to[i]) !=
            to.begin() + static_cast<std::ptrdiff_t>(i)) {
            return base::fail(base::ErrorCode::kInvalid, "--to: {} is given twice",
                              base::quoted(to[i]));
        }
    }
    return {};
}

base::Result<void> check_line(std::string_view option, std::string_view text, std::size_t most) {
    if (!base::is_utf8(text) || base::has_control(text) || text.size() > most) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--{}: {}: one line of UTF-8 text of up to {} bytes is expected", option,
                          base::quoted(text), most);
    }
    return {};
}

base::Result<void> check_attachment(std::string_view name) {
    if (name.find('/') != std::string_view::npos || name == "." || name == "..") {
        return base::fail(base::ErrorCode::kInvalid,
                          "--attach-as: {}: a file's name without directories is expected",
                          base::quoted(name));
    }
    return check_line("attach-as", name, kMaxAttachmentNameBytes);
}

base::Result<void> check_query(const ReportPayload& payload) {
    if (has_program(payload)) {
        return invalid("--sql and a program exclude each other; give one of them");
    }
    if (!payload.program.cwd.empty() || !payload.program.env.empty() ||
        payload.program.standard_input) {
        return invalid("--cwd, --env and --stdin are for a program, not for --sql");
    }
    if (!base::is_utf8(payload.sql) || payload.sql.find('\0') != std::string::npos ||
        base::trim(payload.sql).empty() || payload.sql.size() > kMaxPayloadBytes) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--sql: a query of up to {} bytes of UTF-8 text is expected",
                          kMaxPayloadBytes);
    }
    return {};
}

bool gives_program(const TaskSpec& spec) { return !spec.words.empty() || spec.shell; }

base::Result<void> set_format(const TaskSpec& spec, ReportPayload& payload) {
    return value_of(spec.type_options, "format").and_then([&](const std::string* text) {
        if (text == nullptr) {
            return base::Result<void>();
        }
        const auto format = parse_report_format(*text);
        if (!format) {
            return base::Result<void>(
                base::fail(base::ErrorCode::kInvalid, "--format: {}", format.error().message));
        }
        payload.format = *format;
        return base::Result<void>();
    });
}

/// The program, or the query, that the spec names, in place of what there was.
base::Result<void> set_source(const TaskSpec& spec, ReportPayload& payload) {
    const auto sql = value_of(spec.type_options, "sql");
    if (!sql) {
        return tl::unexpected(sql.error());
    }
    if (*sql != nullptr) {
        if (gives_program(spec)) {
            return invalid("--sql and a program exclude each other; give one of them");
        }
        payload.sql = **sql;
        payload.program = {};
    } else if (gives_program(spec)) {
        payload.sql.clear();
    }
    if (!payload.sql.empty() && (spec.cwd || spec.standard_input || !spec.env.empty())) {
        return invalid("--cwd, --env and --stdin are for a program, not for --sql");
    }
    if (!payload.sql.empty()) {
        return {};
    }
    if (!has_program(payload) && !gives_program(spec)) {
        return invalid("nothing to report: give -- PROGRAM ARG..., --shell 'LINE' or --sql QUERY");
    }
    return apply_options(spec, payload.program);
}

}  // namespace

std::string_view to_string(ReportFormat format) { return word_of(kFormats, format); }

base::Result<ReportFormat> parse_report_format(std::string_view text) {
    return value_of(kFormats, text);
}

const TypeInfo ReportPayload::kType{
    .name = "report",
    .help = "mail what a program prints, or what a query of the store finds",
    .options = kReportOptions,
    .operands = {},
    .runs_program = true,
    .fields = kReportFields,
    .policies = {.catch_up = CatchUp::kLatest,
                 .deadline = {},
                 .overlap = Overlap::kSkip,
                 .timeout = {},
                 .retries = kMailRetries,
                 .backoff = {},
                 .on_crash = OnCrash::kAsk,
                 .notify = {},
                 .priority = 0,
                 .retry_on = {},
                 .give_up_on = {},
                 .limits = {}}};

base::Result<void> check(const ReportPayload& payload) {
    return check_recipients(payload.to)
        .and_then([&] { return check_line("subject", payload.subject, kMaxReportSubjectBytes); })
        .and_then([&] { return check_attachment(payload.attach_as); })
        .and_then(
            [&] { return payload.sql.empty() ? check(payload.program) : check_query(payload); });
}

base::Result<void> apply_options(const TaskSpec& spec, ReportPayload& payload) {
    if (const auto to = values_of(spec.type_options, "to"); !to.empty()) {
        payload.to.assign(to.begin(), to.end());
    }
    return apply_text(spec.type_options, "subject", payload.subject)
        .and_then([&] { return apply_text(spec.type_options, "attach-as", payload.attach_as); })
        .and_then([&] { return set_format(spec, payload); })
        .and_then([&] { return set_source(spec, payload); })
        .and_then([&] { return check(payload); });
}

std::string summary(const ReportPayload& payload) {
    std::string to = payload.to.empty() ? std::string() : payload.to.front();
    if (payload.to.size() > 1) {
        to += fmt::format(" and {} more", payload.to.size() - 1);
    }
    const std::string what =
        payload.sql.empty() ? summary(payload.program) : base::escape_control(payload.sql);
    return fmt::format("{}: {}", base::escape_control(to), what);
}

std::optional<std::string> field(const ReportPayload& payload, std::string_view name) {
    if (name == "format") {
        return std::string(to_string(payload.format));
    }
    if (name == "subject") {
        return payload.subject;
    }
    if (name == "to") {
        return payload.to.empty() ? std::string() : payload.to.front();
    }
    return name == "program" ? field(payload.program, name) : std::nullopt;
}

std::string to_json(const ReportPayload& payload) {
    JsonObject object;
    object.json("to", json_list(payload.to))
        .text_or_null("subject", payload.subject)
        .text("format", to_string(payload.format))
        .text_or_null("attach_as", payload.attach_as)
        .text_or_null("sql", payload.sql);
    if (payload.sql.empty()) {
        object.json("program", to_json(payload.program));
    } else {
        object.null("program");
    }
    return object.str();
}

std::vector<std::pair<std::string_view, std::string>> details(const ReportPayload& payload) {
    std::vector<std::pair<std::string_view, std::string>> lines;
    for (const std::string& address : payload.to) {
        lines.emplace_back("to", address);
    }
    lines.emplace_back("subject", payload.subject);
    lines.emplace_back("format", to_string(payload.format));
    lines.emplace_back("attach_as", payload.attach_as);
    if (!payload.sql.empty()) {
        lines.emplace_back("sql", payload.sql);
        return lines;
    }
    for (auto& line : details(payload.program)) {
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace tasksched::model
