#include "cli/input/answer.h"

#include <unistd.h>

#include <cerrno>

#include "common/base/text.h"

namespace tasksched::cli {

std::optional<char> read_answer() {
    std::optional<char> first;
    for (;;) {
        char character = '\0';
        const ssize_t count = ::read(STDIN_FILENO, &character, 1);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return first;
        }
        if (!first) {
            first = base::to_lower({&character, 1}).front();
        }
        if (character == '\n') {
            return first;
        }
    }
}

}  // namespace tasksched::cli
