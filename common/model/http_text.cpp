#include "common/model/http_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "common/base/ip_address.h"
#include "common/base/text.h"

namespace tasksched::model {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kLongestUrl = 8192;
constexpr std::string_view kMethodCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
constexpr std::string_view kTokenCharacters =
    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kHostCharacters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
constexpr std::int64_t kMostPort = 65535;

/// Of RFC 9112 and RFC 9110 7.6.1: what the transfer itself sees to.
constexpr std::array<std::string_view, 8> kOfTheTransfer{
    "connection", "content-length",    "expect",  "keep-alive",
    "te",         "transfer-encoding", "trailer", "upgrade"};

bool has_only(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// A backslash is a slash to some who read URLs, and a letter to others.
bool may_stand_in_url(char c) { return c > ' ' && c < '\x7f' && c != '\\'; }

/// What is behind "http://" or "https://", whatever their case; empty for any other URL.
std::string_view without_scheme(std::string_view url) {
    const std::string scheme = base::to_lower(url.substr(0, url.find("://")));
    return (scheme == "http" || scheme == "https") && scheme.size() < url.size()
               ? url.substr(scheme.size() + 3)
               : std::string_view();
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        const std::string_view inner = host.substr(1, host.size() - 2);
        return inner.find(':') != std::string_view::npos && base::parse_ip_address(inner);
    }
    return has_only(host, kHostCharacters);
}

Result<void> check_authority(std::string_view authority) {
    if (authority.find('@') != std::string_view::npos) {
        return fail(ErrorCode::kInvalid,
                    "a user or password in the URL would be seen by everybody; give it as --header "
                    "'Authorization: ... @secret:NAME'");
    }
    const std::size_t after_host = authority.starts_with('[') ? authority.find(']') : 0;
    const std::size_t colon =
        after_host == std::string_view::npos ? after_host : authority.find(':', after_host);
    if (!is_host(authority.substr(0, colon))) {
        return fail(ErrorCode::kInvalid, "{} is no host; a name or an address is expected",
                    base::quoted(authority.substr(0, colon)));
    }
    if (colon != std::string_view::npos) {
        const auto port = base::parse_integer(authority.substr(colon + 1));
        if (!port || *port < 1 || *port > kMostPort) {
            return fail(ErrorCode::kInvalid, "{} is no port from 1 to {}",
                        base::quoted(authority.substr(colon + 1)), kMostPort);
        }
    }
    return {};
}

}  // namespace

Result<void> check_http_method(std::string_view method) {
    if (!has_only(method, kMethodCharacters) || method.size() > kLongestMethod) {
        return fail(ErrorCode::kInvalid,
                    "{} is no method; one such as GET or POST, in capital letters, is expected",
                    base::quoted(method));
    }
    if (method == "CONNECT" || method == "TRACE") {
        return fail(ErrorCode::kInvalid, "{} is not for tasks; GET, POST, PUT, ... are", method);
    }
    return {};
}

Result<void> check_http_url(std::string_view url) {
    if (!std::all_of(url.begin(), url.end(), may_stand_in_url)) {
        return fail(ErrorCode::kInvalid,
                    "{}: a URL has no blanks, control characters, backslashes or letters beyond "
                    "ASCII; write them as %XX, in host names as xn--...",
                    base::quoted(url));
    }
    if (url.size() > kLongestUrl) {
        return fail(ErrorCode::kInvalid, "the URL has {} bytes, {} are allowed", url.size(),
                    kLongestUrl);
    }
    const std::string_view rest = without_scheme(url);
    if (rest.empty()) {
        return fail(ErrorCode::kInvalid, "{}: http://... or https://... is expected",
                    base::quoted(url));
    }
    return check_authority(rest.substr(0, rest.find_first_of("/?#")));
}

std::string_view http_header_name(std::string_view line) { return line.substr(0, line.find(':')); }

Result<void> check_http_header(std::string_view line) {
    const std::string_view name = http_header_name(line);
    if (name.size() == line.size() || !has_only(name, kTokenCharacters)) {
        return fail(ErrorCode::kInvalid, "{} is no header; 'Name: value' is expected",
                    base::quoted(line));
    }
    std::string value(line.substr(name.size() + 1));
    std::replace(value.begin(), value.end(), '\t', ' ');
    if (!base::is_utf8(value) || base::has_control(value)) {
        return fail(ErrorCode::kInvalid,
                    "the value of {} has control characters or is not UTF-8; one line of text is "
                    "expected",
                    base::quoted(name));
    }
    const std::string lower = base::to_lower(name);
    if (std::find(kOfTheTransfer.begin(), kOfTheTransfer.end(), lower) != kOfTheTransfer.end()) {
        return fail(ErrorCode::kInvalid, "{} is set by the transfer itself; leave it out", name);
    }
    return {};
}

}  // namespace tasksched::model
