#include "cli/input/line_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tasksched::cli {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{128} * 1024;

}  // namespace

base::Result<LineReader> LineReader::open(const std::string& path) {
    if (path == "-") {
        return LineReader("standard input", base::UniqueFd(), STDIN_FILENO);
    }
    base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        return base::fail(base::ErrorCode::kFailed, "{}: cannot read it: {}", path,
                          base::system_error_text(errno));
    }
    const int number = fd.get();
    return LineReader(path, std::move(fd), number);
}

base::Result<bool> LineReader::fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t used = buffer_.size();
    buffer_.resize(used + kChunkBytes);
    ssize_t count = -1;
    do {
        count = ::read(fd_, buffer_.data() + used, kChunkBytes);
    } while (count < 0 && errno == EINTR);
    buffer_.resize(used + static_cast<std::size_t>(count < 0 ? 0 : count));
    if (count < 0) {
        return base::fail(base::ErrorCode::kFailed, "{}: cannot read it: {}", name_,
                          base::system_error_text(errno));
    }
    return count > 0;
}

base::Result<std::optional<std::string_view>> LineReader::take(std::size_t length,
                                                               std::size_t ending) {
    ++number_;
    if (length > kMaxLineBytes) {
        return base::fail(base::ErrorCode::kInvalid, "{} bytes are too long for a line; at most {}",
                          length, kMaxLineBytes);
    }
    const std::string_view line = std::string_view(buffer_).substr(begin_, length);
    begin_ += length + ending;
    return line;
}

base::Result<std::optional<std::string_view>> LineReader::next() {
    std::size_t searched = begin_;
    while (true) {
        const std::size_t end = buffer_.find('\n', searched);
        if (end != std::string::npos) {
            return take(end - begin_, 1);
        }
        const std::size_t waiting = buffer_.size() - begin_;
        if (waiting > kMaxLineBytes) {
            return take(waiting, 0);
        }
        const auto more = fill();
        if (!more) {
            return tl::unexpected(more.error());
        }
        if (!*more) {
            return buffer_.empty() ? std::optional<std::string_view>() : take(waiting, 0);
        }
        searched = waiting;
    }
}

}  // namespace tasksched::cli
