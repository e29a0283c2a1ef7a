#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

/// A set of exit statuses that stand for failures, 1 to 255.
class ExitCodes {
  public:
    /// Reads single ones and ranges between commas: "75", "2,64-78". kInvalid names the part that
    /// is wrong.
    static base::Result<ExitCodes> parse(std::string_view text);

    /// False for anything outside 1 to 255.
    [[nodiscard]] bool contains(int code) const;
    [[nodiscard]] bool empty() const { return codes_.none(); }

    /// The text that parse() reads back, in order and with the longest ranges: "2,64-78"; "" for
    /// none.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const ExitCodes&, const ExitCodes&) = default;

  private:
    static constexpr std::size_t kCount = 256;

    std::bitset<kCount> codes_;
};

/// EX_TEMPFAIL of sysexits.h: by convention a program asks by it to be tried again.
inline constexpr int kTryAgainCode = 75;

}  // namespace tasksched::model
