#pragma once

#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

// What may stand in a request of HTTP (RFC 9110, RFC 3986). kInvalid says what is wrong.

/// A method: a token of capital letters, digits and '-'. CONNECT and TRACE are not for tasks.
base::Result<void> check_http_method(std::string_view method);

/// A URL of http or https with a host, in the characters that a URL has, without user and password.
base::Result<void> check_http_url(std::string_view url);

/// "Name: value" in one line of UTF-8. Headers that say where a message ends, or that are for the
/// next hop alone, are refused.
base::Result<void> check_http_header(std::string_view line);

/// The name of such a line.
std::string_view http_header_name(std::string_view line);

}  // namespace tasksched::model
