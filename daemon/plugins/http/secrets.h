#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"

namespace tasksched::daemon {

/// The secrets of one attempt: read when it is sent, gone with it.
class Secrets {
  public:
    /// A secret is the service's credential of its name where there is one (systemd.exec(5)), else
    /// the file of its name in `directory`.
    explicit Secrets(std::string directory) : directory_(std::move(directory)) {}

    /// `text` with each "@secret:NAME" replaced by what it stands for: one line without control
    /// characters. The error names the secret and says why it cannot be read.
    base::Result<std::string> fill_in(std::string_view text);

    /// `text` with each secret that fill_in() has read replaced by its reference: a server may send
    /// back what it got.
    [[nodiscard]] std::string redact(std::string text) const;

    /// The length of the longest of them.
    [[nodiscard]] std::size_t longest() const;

  private:
    base::Result<std::string> read(const std::string& name) const;

    std::string directory_;
    std::map<std::string, std::string> values_;  ///< by name
};

}  // namespace tasksched::daemon
