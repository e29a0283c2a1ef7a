#include "cli/output/writer.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace tasksched::cli {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;

}  // namespace

void Writer::write(std::string_view text) {
    buffer_.append(text);
    if (buffer_.size() >= kBufferBytes) {
        drain();
    }
}

void Writer::line(std::string_view text) {
    buffer_.append(text);
    write("\n");
}

void Writer::drain() {
    std::string_view rest = buffer_;
    while (error_ == 0 && !rest.empty()) {
        const ssize_t written = ::write(fd_, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    buffer_.clear();
}

base::Result<void> Writer::flush() {
    drain();
    if (error_ == EPIPE) {
        return base::fail(base::ErrorCode::kFailed, "");
    }
    if (error_ != 0) {
        return base::fail(base::ErrorCode::kFailed, "standard output: cannot write: {}",
                          base::system_error_text(error_));
    }
    return {};
}

bool Writer::reader_has_gone() const {
    pollfd watched{fd_, 0, 0};
    return ::poll(&watched, 1, 0) > 0 && (watched.revents & POLLERR) != 0;
}

}  // namespace tasksched::cli
