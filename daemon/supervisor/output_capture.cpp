#include "daemon/supervisor/output_capture.h"

#include <algorithm>
#include <utility>

namespace tasksched::daemon {

void OutputCapture::append(std::string_view bytes) {
    total_ += static_cast<std::int64_t>(bytes.size());
    const std::size_t to_head = std::min(bytes.size(), kPart - head_.size());
    head_.append(bytes.substr(0, to_head));
    bytes.remove_prefix(to_head);
    if (bytes.size() >= kPart) {
        ring_.assign(bytes.substr(bytes.size() - kPart));
        oldest_ = 0;
        return;
    }
    const std::size_t to_fill = std::min(bytes.size(), kPart - ring_.size());
    ring_.append(bytes.substr(0, to_fill));
    bytes.remove_prefix(to_fill);
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), kPart - oldest_);
        ring_.replace(oldest_, count, bytes.substr(0, count));
        oldest_ = (oldest_ + count) % kPart;
        bytes.remove_prefix(count);
    }
}

model::Output OutputCapture::take() {
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
    model::Output output{.head = std::move(head_), .tail = std::move(ring_), .total_bytes = total_};
    if (output.left_out() == 0) {
        output.head += output.tail;
        output.tail.clear();
    }
    *this = OutputCapture();
    return output;
}

}  // namespace tasksched::daemon
