#include "daemon/transfer/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace tasksched::daemon {

base::Result<Url> Url::parse(const std::string& text) {
    Parts parts(::curl_url());
    if (!parts) {
        throw std::bad_alloc();
    }
    return read(std::move(parts), text);
}

base::Result<Url> Url::resolve(const std::string& reference) const {
    Parts parts(::curl_url_dup(parts_.get()));
    if (!parts) {
        throw std::bad_alloc();
    }
    return read(std::move(parts), reference);
}

base::Result<Url> Url::read(Parts parts, const std::string& text) {
    if (text.find('\0') != std::string::npos) {
        return base::fail(base::ErrorCode::kInvalid, "the URL has a NUL in it");
    }
    const CURLUcode code =
        ::curl_url_set(parts.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
    if (code != CURLUE_OK) {
        return base::fail(base::ErrorCode::kInvalid, "'{}' is no URL: {}", text,
                          ::curl_url_strerror(code));
    }
    Url url(std::move(parts));
    const std::string scheme = url.part(CURLUPART_SCHEME, 0);
    if (scheme != "http" && scheme != "https") {
        return base::fail(base::ErrorCode::kInvalid,
                          "'{}' has the scheme {}: expected http or https", text, scheme);
    }
    if (url.host().empty()) {
        return base::fail(base::ErrorCode::kInvalid, "'{}' names no host", text);
    }
    if (!url.part(CURLUPART_USER, 0).empty() || !url.part(CURLUPART_PASSWORD, 0).empty()) {
        return base::fail(base::ErrorCode::kInvalid,
                          "the URL has a user or password in it; give an Authorization header");
    }
    return url;
}

std::string Url::part(CURLUPart what, unsigned flags) const {
    char* text = nullptr;
    if (::curl_url_get(parts_.get(), what, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string copy(text);
    ::curl_free(text);
    return copy;
}

std::string Url::text() const { return part(CURLUPART_URL, 0); }

std::string Url::host() const {
    std::string host = part(CURLUPART_HOST, 0);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    return host;
}

std::string Url::origin() const {
    std::string origin =
        fmt::format("{}://{}:{}", part(CURLUPART_SCHEME, 0), part(CURLUPART_HOST, 0),
                    part(CURLUPART_PORT, CURLU_DEFAULT_PORT));
    std::transform(origin.begin(), origin.end(), origin.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return origin;
}

bool Url::is_https() const { return part(CURLUPART_SCHEME, 0) == "https"; }

}  // namespace tasksched::daemon
