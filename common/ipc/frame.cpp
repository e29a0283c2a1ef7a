#include "common/ipc/frame.h"

#include <cstdint>

#include "common/base/check.h"

namespace tasksched::ipc {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr unsigned kBitsPerByte = 8;

std::size_t read_length(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = kLengthBytes; i > 0; --i) {
        length = (length << kBitsPerByte) | static_cast<unsigned char>(bytes[i - 1]);
    }
    return length;
}

}  // namespace

void append_frame(std::string& stream, std::string_view body) {
    TASKSCHED_CHECK(body.size() <= kMaxFrame);
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        stream.push_back(static_cast<char>((body.size() >> (i * kBitsPerByte)) & 0xffU));
    }
    stream.append(body);
}

std::optional<std::string_view> FrameReader::next() {
    const std::string_view rest = std::string_view(unread_).substr(taken_);
    if (!broken_ && rest.size() >= kLengthBytes) {
        const std::size_t length = read_length(rest);
        broken_ = length > kMaxFrame;
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
