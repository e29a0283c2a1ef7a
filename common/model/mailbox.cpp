#include "common/model/mailbox.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

using base::Result;

constexpr std::size_t kMaxLocalBytes = 64;    // RFC 5321 4.5.3.1.1
constexpr std::size_t kMaxDomainBytes = 255;  // RFC 5321 4.5.3.1.2
constexpr std::size_t kMaxLabelBytes = 63;    // RFC 1035 2.3.4
constexpr std::size_t kMaxNameBytes = 256;
constexpr std::string_view kAtextSigns = "!#$%&'*+-/=?^_`{|}~";  // RFC 5322 3.2.3
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
constexpr std::string_view kIpv6Tag = "IPv6:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_atext(char c) {
    return is_letter_or_digit(c) || kAtextSigns.find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text) {
    const auto parts = base::split(text, '.');
    return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_atext);
    });
}

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= kMaxLabelBytes && text.front() != '-' &&
           text.back() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter_or_digit(c) || c == '-';
           });
}

bool is_ipv4(std::string_view text) {
    const auto parts = base::split(text, '.');
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
               const bool digits = !part.empty() && part.size() <= 3 &&
                                   std::all_of(part.begin(), part.end(), is_digit);
               return digits && *base::parse_integer(part) <= 255;
           });
}

/// Letter by letter only: what it means is for the mail server to find out.
bool is_ipv6(std::string_view text) {
    return text.find(':') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return c == ':' || c == '.' || kHexDigits.find(c) != std::string_view::npos;
           });
}

bool is_literal(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
        return false;
    }
    const std::string_view inner = text.substr(1, text.size() - 2);
    return inner.starts_with(kIpv6Tag) ? is_ipv6(inner.substr(kIpv6Tag.size())) : is_ipv4(inner);
}

bool is_domain(std::string_view text) {
    if (text.size() > kMaxDomainBytes) {
        return false;
    }
    const auto labels = base::split(text, '.');
    return is_literal(text) || std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_address(std::string_view text) {
    const std::size_t at = text.rfind('@');
    return at != std::string_view::npos && text.size() <= kMaxAddressBytes &&
           at <= kMaxLocalBytes && text.front() != '-' && is_dot_string(text.substr(0, at)) &&
           is_domain(text.substr(at + 1));
}

bool is_name(std::string_view text) {
    return base::is_utf8(text) && !base::has_control(text) && text.size() <= kMaxNameBytes;
}

/// Whether the name may stand before the angle bracket as it is.
bool is_plain_name(std::string_view name) {
    return name.find_first_of("\"\\<>()[]:;@,.") == std::string_view::npos;
}

tl::unexpected<base::Error> refused(std::string_view text) {
    return base::fail(base::ErrorCode::kInvalid,
                      "{} is not an address; one such as ada@example.org, or 'Ada "
                      "<ada@example.org>', is expected",
                      base::quoted(text));
}

/// What is between the quotes, its escapes undone; `text` begins and ends with one.
std::optional<std::string> unquoted(std::string_view text) {
    if (text.size() < 2 || text.back() != '"') {
        return std::nullopt;
    }
    const std::string_view inner = text.substr(1, text.size() - 2);
    std::string name;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '"' || (inner[i] == '\\' && i + 1 == inner.size())) {
            return std::nullopt;
        }
        i += inner[i] == '\\' ? 1U : 0U;
        name += inner[i];
    }
    return name;
}

}  // namespace

Result<void> check_address(std::string_view address) {
    if (!is_address(address)) {
        const bool is_ascii = std::all_of(address.begin(), address.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x80;
        });
        return base::fail(base::ErrorCode::kInvalid, "{} is not an address; {} is expected",
                          base::quoted(address),
                          is_ascii ? "one such as ada@example.org"
                                   : "one in ASCII, its domain as xn--... where need be,");
    }
    return {};
}

Result<Mailbox> parse_mailbox(std::string_view text) {
    const std::string_view trimmed = base::trim(text);
    if (trimmed.empty() || trimmed.back() != '>') {
        return check_address(text).map([&] { return Mailbox{{}, std::string(text)}; });
    }
    const std::size_t open = trimmed.rfind('<');
    if (open == std::string_view::npos) {
        return refused(text);
    }
    Mailbox mailbox{std::string(base::trim(trimmed.substr(0, open))),
                    std::string(trimmed.substr(open + 1, trimmed.size() - open - 2))};
    if (mailbox.name.starts_with('"')) {
        auto name = unquoted(mailbox.name);
        if (!name) {
            return refused(text);
        }
        mailbox.name = std::move(*name);
    } else if (mailbox.name.find_first_of("\"\\<>,;@") != std::string::npos) {
        return refused(text);
    }
    if (!is_name(mailbox.name) || !is_address(mailbox.address)) {
        return refused(text);
    }
    return mailbox;
}

std::string format_mailbox(const Mailbox& mailbox) {
    if (mailbox.name.empty()) {
        return mailbox.address;
    }
    if (is_plain_name(mailbox.name)) {
        return fmt::format("{} <{}>", mailbox.name, mailbox.address);
    }
    std::string quoted = "\"";
    for (const char c : mailbox.name) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return fmt::format("{}\" <{}>", quoted, mailbox.address);
}

}  // namespace tasksched::model
