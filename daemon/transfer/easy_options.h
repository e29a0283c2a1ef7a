#pragma once

#include <curl/curl.h>

#include <string>

#include "common/base/check.h"

namespace tasksched::daemon {

/// Sets an option of an easy handle. One that this libcurl does not know is a broken invariant.
template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
    TASKSCHED_CHECK(::curl_easy_setopt(easy, option, value) == CURLE_OK);
}

/// What holds for every connection: certificates are verified, by the authorities of `ca_file` or,
/// where that is empty, by the system's; TLS 1.2 or later; no signals, and nothing of a .netrc; and
/// a connection that is silent is probed.
void set_options_of_all(CURL* easy, const std::string& ca_file);

}  // namespace tasksched::daemon
