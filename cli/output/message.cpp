#include "cli/output/message.h"

#include <fmt/format.h>
#include <unistd.h>

#include "common/base/text.h"

namespace tasksched::cli {

void print_message(std::string_view text) {
    const std::string line = fmt::format("tasksched: {}\n", base::escape_control(text));
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace tasksched::cli
