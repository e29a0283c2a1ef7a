#pragma once

#include <string>
#include <string_view>

namespace tasksched::daemon {

/// `text` fit for a mail: as base::escape_control, but with its line ends, as LF, and its tabs.
std::string plain_text(std::string_view text);

}  // namespace tasksched::daemon
