#include "common/ipc/frame.h"

#include "common/base/check.h"
#include "common/base/little_endian.h"

namespace tasksched::ipc {
namespace {

constexpr std::size_t kLengthBytes = 4;

}  // namespace

void append_frame(std::string& stream, std::string_view body) {
    TASKSCHED_CHECK(body.size() <= kMaxFrame);
    base::append_little_endian(stream, body.size(), kLengthBytes);
    stream.append(body);
}

std::optional<std::string_view> FrameReader::next() {
    const std::string_view rest = std::string_view(unread_).substr(taken_);
    if (!broken_ && rest.size() >= kLengthBytes) {
        const std::size_t length = base::read_little_endian(rest, kLengthBytes);
        broken_ = length > largest_;
        if (!broken_ && rest.size() - kLengthBytes >= length) {
            taken_ += kLengthBytes + length;
            return rest.substr(kLengthBytes, length);
        }
    }
    unread_.erase(0, taken_);
    taken_ = 0;
    return std::nullopt;
}

}  // namespace tasksched::ipc
