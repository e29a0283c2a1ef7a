#include <algorithm>
#include <array>
#include <utility>

#include "common/base/text.h"
#include "common/config/email.h"
#include "common/config/read_values.h"
#include "common/config/refuse.h"
#include "common/config/secret.h"
#include "common/config/section_keys.h"
#include "common/model/mailbox.h"

namespace tasksched::config {

namespace {

using base::Result;

constexpr std::int64_t kMostConnections = 1000;
constexpr std::int64_t kHighestPort = 65535;
constexpr std::string_view kSmtp = "smtp://";
constexpr std::string_view kSmtps = "smtps://";
constexpr std::string_view kHostLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
constexpr std::string_view kAddressLetters = "0123456789abcdefABCDEF:.";

/// A server's name or address and port, "host:25" or "[::1]:25", in its two parts.
struct HostAndPort {
    std::string_view host;
    std::string_view port;  ///< with its colon; empty: none
};

HostAndPort split_port(std::string_view text) {
    const std::size_t bracket = text.find(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return colon == std::string_view::npos ? HostAndPort{text, {}}
                                           : HostAndPort{text.substr(0, colon), text.substr(colon)};
}

std::string_view without_scheme(std::string_view server) {
    const std::size_t slashes = server.find("//");
    return slashes == std::string_view::npos ? server : server.substr(slashes + 2);
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        return !host.empty() && host.find_first_not_of(kAddressLetters) == std::string_view::npos;
    }
    return !host.empty() && host.front() != '-' &&
           host.find_first_not_of(kHostLetters) == std::string_view::npos;
}

bool is_port(std::string_view port) {
    const auto number = port.empty() ? std::nullopt : base::parse_integer(port.substr(1));
    return port.empty() || (number && *number >= 1 && *number <= kHighestPort && port[1] != '-');
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

Result<void> read_server(const Entry& entry, Value<std::string>& target) {
    const auto server = read_line(entry);
    if (!server) {
        return tl::unexpected(server.error());
    }
    const HostAndPort place = split_port(without_scheme(*server));
    const bool is_known = server->starts_with(kSmtp) || server->starts_with(kSmtps);
    if (!server->empty() && (!is_known || !is_host(place.host) || !is_port(place.port))) {
        return refuse(R"({} is no mail server; "smtp://host:25" or "smtps://host" is expected)",
                      base::quoted(*server));
    }
    target.value = *server;
    return {};
}

Result<void> read_from(const Entry& entry, Value<std::string>& target) {
    const auto from = read_line(entry);
    if (!from) {
        return tl::unexpected(from.error());
    }
    const auto mailbox = from->empty() ? model::Mailbox{} : model::parse_mailbox(*from);
    if (!mailbox) {
        return tl::unexpected(mailbox.error());
    }
    target.value = *from;
    return {};
}

Result<void> read_text(const Entry& entry, Value<std::string>& target) {
    auto text = read_line(entry);
    if (!text) {
        return tl::unexpected(std::move(text.error()));
    }
    target.value = std::move(*text);
    return {};
}

Result<void> read_password_file(const Entry& entry, Value<std::string>& target) {
    auto read = read_text(entry, target);
    return !read || target->empty() ? read : check_secret_source(*target);
}

Result<void> read_sendmail(const Entry& entry, Value<std::string>& target) {
    auto read = read_text(entry, target);
    if (read && !target->starts_with('/')) {
        return refuse("{} is no absolute path of a program", base::quoted(*target));
    }
    return read;
}

Result<void> read_ca_file(const Entry& entry, Value<std::string>& target) {
    auto read = read_text(entry, target);
    if (read && !target->empty() && !target->starts_with('/')) {
        return refuse("the path {} is relative; an absolute one is expected",
                      base::quoted(*target));
    }
    return read;
}

constexpr std::array<Key, 9> kEmailKeys{{
    {"email.server", [](const Entry& e, Config& c) { return read_server(e, c.email.server); },
     [](const Config& c) { return toml_text(*c.email.server); },
     [](Config& c) -> std::string& { return c.email.server.origin; }},
    {"email.sendmail", [](const Entry& e, Config& c) { return read_sendmail(e, c.email.sendmail); },
     [](const Config& c) { return toml_text(*c.email.sendmail); },
     [](Config& c) -> std::string& { return c.email.sendmail.origin; }},
    {"email.tls",
     [](const Entry& e, Config& c) {
         return read_word(e, {"required", "opportunistic", "none"},
                          R"("required", "opportunistic" or "none")", c.email.tls);
     },
     [](const Config& c) { return toml_text(*c.email.tls); },
     [](Config& c) -> std::string& { return c.email.tls.origin; }},
    {"email.from", [](const Entry& e, Config& c) { return read_from(e, c.email.from); },
     [](const Config& c) { return toml_text(*c.email.from); },
     [](Config& c) -> std::string& { return c.email.from.origin; }},
    {"email.user", [](const Entry& e, Config& c) { return read_text(e, c.email.user); },
     [](const Config& c) { return toml_text(*c.email.user); },
     [](Config& c) -> std::string& { return c.email.user.origin; }},
    {"email.password_file",
     [](const Entry& e, Config& c) { return read_password_file(e, c.email.password_file); },
     [](const Config& c) { return toml_text(*c.email.password_file); },
     [](Config& c) -> std::string& { return c.email.password_file.origin; }},
    {"email.ca_file", [](const Entry& e, Config& c) { return read_ca_file(e, c.email.ca_file); },
     [](const Config& c) { return toml_text(*c.email.ca_file); },
     [](Config& c) -> std::string& { return c.email.ca_file.origin; }},
    {"email.timeout",
     [](const Entry& e, Config& c) {
         return read_timeout(e, std::chrono::hours(1), c.email.timeout);
     },
     [](const Config& c) { return show_duration(c.email.timeout); },
     [](Config& c) -> std::string& { return c.email.timeout.origin; }},
    {"email.connections",
     [](const Entry& e, Config& c) {
         return read_number(e, 1, kMostConnections, c.email.connections);
     },
     [](const Config& c) { return toml_text(*c.email.connections); },
     [](Config& c) -> std::string& { return c.email.connections.origin; }},
}};

}  // namespace

std::span<const Key> email_keys() { return kEmailKeys; }

Result<void> check_email(const Email& email) {
    if (email.user->empty() != email.password_file->empty()) {
        return refuse("email.user and email.password_file go together; {} is missing",
                      email.user->empty() ? "user" : "password_file");
    }
    if (email.user->empty() || email.server->starts_with(kSmtps) || *email.tls == "required") {
        return {};
    }
    if (*email.tls == "none" && is_loopback(split_port(without_scheme(*email.server)).host)) {
        return {};
    }
    return refuse(
        "email.tls: the password would go over the network in clear; \"required\" is expected "
        "where there is a user");
}

}  // namespace tasksched::config
