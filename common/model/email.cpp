#include "common/model/email.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/base/text.h"
#include "common/model/command.h"
#include "common/model/json_writer.h"
#include "common/model/mailbox.h"
#include "common/model/option.h"

namespace tasksched::model {

namespace {

using base::Result;

constexpr std::array<TypeOption, 6> kEmailOptions{{
    {"to", "ADDRESS", "whom it goes to; repeatable", OptionKind::kList},
    {"from", "ADDRESS", "whom it is from, in place of [email] from"},
    {"subject", "TEXT", "its subject, one line"},
    {"message", "TEXT", "what it says; @FILE for what FILE holds now, - for standard input",
     OptionKind::kText, ValueSource::kTextOrFile},
    {"html", "", "the message is HTML", OptionKind::kFlag},
    {"attach", "FILE", "a file that goes with it, read when it is sent; repeatable",
     OptionKind::kList, ValueSource::kPath},
}};
constexpr std::array<std::string_view, 3> kEmailFields{"from", "subject", "to"};

constexpr int kEmailRetries = 5;
constexpr std::size_t kMaxEmailSubjectBytes = 2000;
constexpr std::size_t kMaxAttachments = 20;

bool is_line(std::string_view text) { return base::is_utf8(text) && !base::has_control(text); }

Result<void> check_mailbox(std::string_view option, const std::string& text) {
    auto mailbox = parse_mailbox(text);
    return mailbox ? Result<void>() : in_option(option, std::move(mailbox.error()));
}

Result<void> check_recipients(const EmailPayload& payload) {
    if (payload.to.empty()) {
        return base::fail(base::ErrorCode::kInvalid, "no recipient: give --to ADDRESS");
    }
    if (payload.to.size() > kMaxRecipients) {
        return invalid_option("--to", "{} recipients are given, {} are allowed in one mail",
                              payload.to.size(), kMaxRecipients);
    }
    std::set<std::string> seen;
    for (const std::string& text : payload.to) {
        auto mailbox = parse_mailbox(text);
        if (!mailbox) {
            return in_option("--to", std::move(mailbox.error()));
        }
        if (!seen.insert(mailbox->address).second) {
            return invalid_option("--to", "{} is given twice", base::quoted(mailbox->address));
        }
    }
    return {};
}

Result<void> check_texts(const EmailPayload& payload) {
    if (!is_line(payload.subject)) {
        return invalid_option("--subject",
                              "{}: one line of UTF-8 text without control characters is expected",
                              base::quoted(payload.subject));
    }
    if (payload.subject.size() > kMaxEmailSubjectBytes) {
        return invalid_option("--subject", "{} bytes are given, {} are allowed",
                              payload.subject.size(), kMaxEmailSubjectBytes);
    }
    if (payload.message.empty()) {
        return base::fail(base::ErrorCode::kInvalid,
                          "no message: give --message TEXT, @FILE or - for standard input");
    }
    if (!base::is_utf8(payload.message) || payload.message.find('\0') != std::string::npos) {
        return invalid_option("--message", "UTF-8 text without NUL is expected");
    }
    return {};
}

Result<void> check_attachments(const EmailPayload& payload) {
    if (payload.attach.size() > kMaxAttachments) {
        return invalid_option("--attach", "{} files are given, {} are allowed",
                              payload.attach.size(), kMaxAttachments);
    }
    for (const std::string& path : payload.attach) {
        if (!path.starts_with('/') || !is_line(path)) {
            return invalid_option(
                "--attach", "{}: an absolute path in UTF-8 without control characters is expected",
                base::quoted(path));
        }
    }
    return {};
}

Result<void> check_size(const EmailPayload& payload) {
    std::size_t bytes = payload.from.size() + payload.subject.size() + payload.message.size();
    for (const auto* texts : {&payload.to, &payload.attach}) {
        for (const std::string& text : *texts) {
            bytes += text.size();
        }
    }
    if (bytes > kMaxPayloadBytes) {
        return base::fail(base::ErrorCode::kInvalid,
                          "the email has {} bytes, {} are allowed; attach the rest as a file",
                          bytes, kMaxPayloadBytes);
    }
    return {};
}

/// The addresses in the one form that is stored.
Result<void> apply_to(std::span<const std::string> given, EmailPayload& payload) {
    if (given.empty()) {
        return {};
    }
    payload.to.clear();
    for (const std::string& text : given) {
        auto mailbox = parse_mailbox(text);
        if (!mailbox) {
            return in_option("--to", std::move(mailbox.error()));
        }
        payload.to.push_back(format_mailbox(*mailbox));
    }
    return {};
}

Result<void> apply_from(const GivenOptions& given, EmailPayload& payload) {
    const auto text = value_of(given, "from");
    if (!text || *text == nullptr) {
        return text ? Result<void>() : tl::unexpected(text.error());
    }
    if ((*text)->empty()) {
        payload.from.clear();
        return {};
    }
    auto mailbox = parse_mailbox(**text);
    if (!mailbox) {
        return in_option("--from", std::move(mailbox.error()));
    }
    payload.from = format_mailbox(*mailbox);
    return {};
}

void apply_attach(std::span<const std::string> given, EmailPayload& payload) {
    if (given.size() == 1 && given.front() == kNoneWord) {
        payload.attach.clear();
    } else if (!given.empty()) {
        payload.attach.assign(given.begin(), given.end());
    }
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += all.empty() ? "" : ", ";
        all += text;
    }
    return all;
}

}  // namespace

const TypeInfo EmailPayload::kType{.name = "email",
                                   .help = "send an email",
                                   .options = kEmailOptions,
                                   .operands = {},
                                   .runs_program = false,
                                   .fields = kEmailFields,
                                   .policies = {.catch_up = CatchUp::kLatest,
                                                .deadline = {},
                                                .overlap = Overlap::kSkip,
                                                .timeout = {},
                                                .retries = kEmailRetries,
                                                .backoff = {},
                                                .on_crash = OnCrash::kRetry,
                                                .notify = {},
                                                .priority = 0,
                                                .retry_on = {},
                                                .give_up_on = {},
                                                .limits = {}}};

Result<void> check(const EmailPayload& payload) {
    return check_recipients(payload)
        .and_then([&] {
            return payload.from.empty() ? Result<void>() : check_mailbox("--from", payload.from);
        })
        .and_then([&] { return check_texts(payload); })
        .and_then([&] { return check_attachments(payload); })
        .and_then([&] { return check_size(payload); });
}

Result<void> apply_options(const TaskSpec& spec, EmailPayload& payload) {
    const GivenOptions& given = spec.type_options;
    if (given.contains("message") || given.contains("html")) {
        payload.html = given.contains("html");
    }
    apply_attach(values_of(given, "attach"), payload);
    return apply_to(values_of(given, "to"), payload)
        .and_then([&] { return apply_from(given, payload); })
        .and_then([&] { return apply_text(given, "subject", payload.subject); })
        .and_then([&] { return apply_text(given, "message", payload.message); })
        .and_then([&] { return check(payload); });
}

std::string summary(const EmailPayload& payload) {
    std::string line = "to " + (payload.to.empty() ? std::string() : payload.to.front());
    if (payload.to.size() > 1) {
        line += fmt::format(" and {} more", payload.to.size() - 1);
    }
    return base::escape_control(fmt::format("{}: {}", line, payload.subject));
}

std::optional<std::string> field(const EmailPayload& payload, std::string_view name) {
    if (name == "from") {
        return payload.from;
    }
    if (name == "subject") {
        return payload.subject;
    }
    return name == "to" ? std::optional(joined(payload.to)) : std::nullopt;
}

std::string to_json(const EmailPayload& payload) {
    return JsonObject()
        .json("to", json_list(payload.to))
        .text_or_null("from", payload.from)
        .text("subject", payload.subject)
        .text("message", payload.message)
        .truth("html", payload.html)
        .json("attach", json_list(payload.attach))
        .str();
}

std::vector<std::pair<std::string_view, std::string>> details(const EmailPayload& payload) {
    std::vector<std::pair<std::string_view, std::string>> lines;
    for (const std::string& address : payload.to) {
        lines.emplace_back("to", address);
    }
    lines.emplace_back("from", payload.from);
    lines.emplace_back("subject", payload.subject);
    lines.emplace_back("message", fmt::format("{} bytes of {}", payload.message.size(),
                                              payload.html ? "HTML" : "plain text"));
    for (const std::string& path : payload.attach) {
        lines.emplace_back("attach", path);
    }
    return lines;
}

}  // namespace tasksched::model
