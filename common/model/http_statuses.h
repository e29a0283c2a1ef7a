#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

/// A set of the statuses that a server answers with, 200 to 599 (RFC 9110 15).
class HttpStatuses {
  public:
    /// All that stand for success: 200 to 299.
    static HttpStatuses successes();

    /// Reads single ones and ranges between commas: "200", "200-299,404". kInvalid names the part
    /// that is wrong.
    static base::Result<HttpStatuses> parse(std::string_view text);

    /// False for anything outside 200 to 599.
    [[nodiscard]] bool contains(int status) const;
    [[nodiscard]] bool empty() const { return statuses_.none(); }

    /// Whether one of the redirects, 300 to 399, is among them.
    [[nodiscard]] bool has_redirect() const;

    /// The text that parse() reads back, in order and with the longest ranges.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const HttpStatuses&, const HttpStatuses&) = default;

  private:
    static constexpr std::size_t kEnd = 600;

    std::bitset<kEnd> statuses_;
};

}  // namespace tasksched::model
