#include "daemon/supervisor/output_capture.h"

#include <algorithm>
#include <utility>

namespace tasksched::daemon {

void OutputCapture::append(std::string_view bytes) {
    keep(bytes);
    if (appended_) {
        const auto appended = appended_;  // which may be taken away while it runs
        appended();
    }
}

void OutputCapture::keep(std::string_view bytes) {
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

model::OutputPiece OutputCapture::read(std::int64_t from) const {
    model::OutputPiece piece{.at = from, .bytes = {}, .total = total_};
    const auto head_size = static_cast<std::int64_t>(head_.size());
    if (from < head_size) {
        piece.bytes = head_.substr(static_cast<std::size_t>(from));
    } else if (from < total_) {
        const std::int64_t ring_begin = total_ - static_cast<std::int64_t>(ring_.size());
        piece.at = std::max(from, ring_begin);
        const auto skipped = static_cast<std::size_t>(piece.at - ring_begin);
        const std::size_t first = (oldest_ + skipped) % ring_.size();
        const std::size_t left = ring_.size() - skipped;
        piece.bytes = ring_.substr(first, left);
        piece.bytes += ring_.substr(0, left - piece.bytes.size());
    }
    return piece;
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
