#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

#include "common/base/error.h"

namespace tasksched::daemon {

/// A URL of http or https that may be called, as libcurl itself reads it.
class Url {
  public:
    /// kInvalid where it is none, has another scheme, no host, or a user or password in it.
    static base::Result<Url> parse(const std::string& text);

    /// What a redirect from here to `reference`, which may be relative, leads to.
    [[nodiscard]] base::Result<Url> resolve(const std::string& reference) const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string host() const;    ///< without brackets
    [[nodiscard]] std::string origin() const;  ///< scheme, host and port
    [[nodiscard]] bool is_https() const;

    /// For CURLOPT_CURLU; valid as long as this is.
    [[nodiscard]] CURLU* handle() const { return parts_.get(); }

  private:
    struct Free {
        void operator()(CURLU* parts) const { ::curl_url_cleanup(parts); }
    };
    using Parts = std::unique_ptr<CURLU, Free>;

    explicit Url(Parts parts) : parts_(std::move(parts)) {}
    static base::Result<Url> read(Parts parts, const std::string& text);
    [[nodiscard]] std::string part(CURLUPart what, unsigned flags) const;

    Parts parts_;
};

}  // namespace tasksched::daemon
