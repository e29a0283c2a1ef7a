#include "daemon/mail/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "common/model/mailbox.h"
#include "daemon/mail/header_fields.h"
#include "daemon/mail/transfer_encodings.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kTokenSigns = "!#$&-^_.+";  // RFC 6838 4.2
constexpr std::size_t kLongestToken = 100;
constexpr std::size_t kLongestTextType = 200;
constexpr std::string_view kPlainType = "text/plain; charset=utf-8";
constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
constexpr std::size_t kLongestMessageId = 250;

/// A part of the message: its own header fields, and its body, which ends with a CRLF.
struct Entity {
    std::string fields;
    std::string body;
};

/// `type` with its charset.
Entity text_entity(std::string_view type, std::string_view text) {
    std::string lines = with_mail_lines(text);
    const bool plain = is_mail_text(lines);
    return {plain_field("Content-Type", type) +
                plain_field("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable"),
            plain ? std::move(lines) : quoted_printable(lines)};
}

Entity attachment_entity(const model::Attachment& attachment) {
    const std::string type(attachment.type.empty() ? content_type_of(attachment.name)
                                                   : std::string_view(attachment.type));
    return {plain_field("Content-Type", type) + plain_field("Content-Transfer-Encoding", "base64") +
                parameter_field("Content-Disposition", "attachment", "filename", attachment.name),
            base64_lines(attachment.content)};
}

/// One that no part holds. It is drawn from the message's id, so that it is the same each time.
std::string boundary_for(std::string_view seed, const std::vector<Entity>& parts) {
    for (std::size_t salt = 0;; ++salt) {
        std::string boundary = fmt::format(
            "=_tasksched_{:016x}", std::hash<std::string>()(fmt::format("{} {}", salt, seed)));
        const bool is_free = std::none_of(parts.begin(), parts.end(), [&](const Entity& part) {
            return part.body.find(boundary) != std::string::npos;
        });
        if (is_free) {
            return boundary;
        }
    }
}

Entity multipart(std::string_view subtype, std::string_view seed,
                 const std::vector<Entity>& parts) {
    const std::string boundary = boundary_for(seed, parts);
    Entity whole;
    whole.fields =
        fmt::format("Content-Type: multipart/{};\r\n boundary=\"{}\"\r\n", subtype, boundary);
    for (const Entity& part : parts) {
        whole.body += fmt::format("--{}\r\n{}\r\n", boundary, part.fields);
        whole.body += part.body;
    }
    whole.body += fmt::format("--{}--\r\n", boundary);
    return whole;
}

Entity body_of(const model::Mail& mail) {
    const std::string_view plain_type = mail.text_type.empty() ? kPlainType : mail.text_type;
    Entity text =
        mail.html.empty() ? text_entity(plain_type, mail.text) : text_entity(kHtmlType, mail.html);
    if (!mail.html.empty() && !mail.text.empty()) {
        text = multipart("alternative", mail.message_id + "a",
                         {text_entity(plain_type, mail.text), std::move(text)});
    }
    if (mail.attachments.empty()) {
        return text;
    }
    std::vector<Entity> parts{std::move(text)};
    for (const model::Attachment& attachment : mail.attachments) {
        parts.push_back(attachment_entity(attachment));
    }
    return multipart("mixed", mail.message_id + "m", parts);
}

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= kLongestToken &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      kTokenSigns.find(c) != std::string_view::npos;
           });
}

Result<void> check_type(const model::Attachment& attachment) {
    const std::size_t slash = attachment.type.find('/');
    const std::string_view type = attachment.type;
    if (!type.empty() && (slash == std::string::npos || !is_token(type.substr(0, slash)) ||
                          !is_token(type.substr(slash + 1)))) {
        return fail(ErrorCode::kInvalid, "attachment {}: {} is not a type such as text/csv",
                    base::quoted(attachment.name), base::quoted(type));
    }
    return {};
}

Result<void> check_message_id(std::string_view id) {
    const bool is_clean = std::all_of(
        id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
    if (!is_clean || id.size() > kLongestMessageId || std::count(id.begin(), id.end(), '@') != 1) {
        return fail(ErrorCode::kInvalid, "{} is not a message id such as 1.2@example.org",
                    base::quoted(id));
    }
    return {};
}

Result<std::vector<model::Mailbox>> read_mailboxes(const std::vector<std::string>& texts) {
    std::vector<model::Mailbox> mailboxes;
    for (const std::string& text : texts) {
        auto mailbox = model::parse_mailbox(text);
        if (!mailbox) {
            return tl::unexpected(std::move(mailbox.error()));
        }
        mailboxes.push_back(std::move(*mailbox));
    }
    return mailboxes;
}

/// A type with parameters goes into the header as it is.
Result<void> check_text_type(std::string_view type) {
    const bool is_clean =
        std::all_of(type.begin(), type.end(), [](char c) { return c >= ' ' && c <= '~'; });
    const std::string_view name = type.substr(0, type.find(';'));
    const std::size_t slash = name.find('/');
    if (!is_clean || type.size() > kLongestTextType || slash == std::string_view::npos ||
        !is_token(name.substr(0, slash)) || !is_token(base::trim(name.substr(slash + 1)))) {
        return fail(ErrorCode::kInvalid, "{} is not a type such as text/plain; charset=utf-8",
                    base::quoted(type));
    }
    return {};
}

Result<void> check_parts(const model::Mail& mail) {
    if (mail.to.empty()) {
        return fail(ErrorCode::kInvalid, "a mail to nobody");
    }
    if (!mail.text_type.empty()) {
        if (auto checked = check_text_type(mail.text_type); !checked) {
            return checked;
        }
    }
    for (const model::Attachment& attachment : mail.attachments) {
        if (auto checked = check_type(attachment); !checked) {
            return checked;
        }
    }
    return check_message_id(mail.message_id);
}

}  // namespace

Result<Message> compose(const model::Mail& mail, const MessageDefaults& defaults) {
    if (auto checked = check_parts(mail); !checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    const auto from = model::parse_mailbox(mail.from.empty() ? defaults.from : mail.from);
    const auto to = read_mailboxes(mail.to);
    const auto shown = read_mailboxes(mail.shown_to.empty() ? mail.to : mail.shown_to);
    if (!from || !to || !shown) {
        return tl::unexpected(!from ? from.error() : !to ? to.error() : shown.error());
    }
    Message message;
    message.sender = from->address;
    for (const model::Mailbox& mailbox : *to) {
        message.recipients.push_back(mailbox.address);
    }
    const Entity body = body_of(mail);
    message.content = plain_field("Date", mail_date(mail.date.value_or(defaults.now)));
    message.content += address_field("From", std::span(&*from, 1));
    message.content += address_field("To", *shown);
    message.content += text_field("Subject", mail.subject);
    message.content += plain_field("Message-ID", fmt::format("<{}>", mail.message_id));
    // So that no holiday notice answers it (RFC 3834 5).
    message.content += plain_field("Auto-Submitted", "auto-generated");
    for (const auto& [name, value] : mail.fields) {
        message.content += text_field(name, value);
    }
    message.content += plain_field("MIME-Version", "1.0");
    message.content += body.fields;
    message.content += "\r\n";
    message.content += body.body;
    return message;
}

std::string_view content_type_of(std::string_view file_name) {
    using Type = std::pair<std::string_view, std::string_view>;
    constexpr std::array<Type, 18> kTypes{{{"csv", "text/csv"},
                                           {"css", "text/css"},
                                           {"gif", "image/gif"},
                                           {"gz", "application/gzip"},
                                           {"htm", "text/html"},
                                           {"html", "text/html"},
                                           {"ics", "text/calendar"},
                                           {"jpeg", "image/jpeg"},
                                           {"jpg", "image/jpeg"},
                                           {"json", "application/json"},
                                           {"log", "text/plain"},
                                           {"md", "text/markdown"},
                                           {"pdf", "application/pdf"},
                                           {"png", "image/png"},
                                           {"svg", "image/svg+xml"},
                                           {"txt", "text/plain"},
                                           {"xml", "application/xml"},
                                           {"zip", "application/zip"}}};
    const std::size_t dot = file_name.rfind('.');
    const std::string end =
        dot == std::string_view::npos ? std::string() : base::to_lower(file_name.substr(dot + 1));
    const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const Type& type) { return type.first == end; });
    return found == kTypes.end() ? "application/octet-stream" : found->second;
}

}  // namespace tasksched::daemon
