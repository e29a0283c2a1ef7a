#include "daemon/supervisor/output_capture.h"

#include <algorithm>
#include <utility>

namespace tasksched::daemon {

OutputCapture::OutputCapture(std::int64_t head)
    : head_room_(static_cast<std::size_t>(std::clamp(head, static_cast<std::int64_t>(kPart),
                                                     static_cast<std::int64_t>(kLongestHead)))) {}

void OutputCapture::append(std::string_view bytes) {
    keep(bytes);
    if (appended_) {
        const auto appended = appended_;  // which may be taken away while it runs
        appended();
    }
}

void OutputCapture::keep(std::string_view bytes) {
    total_ += static_cast<std::int64_t>(bytes.size());
    const std::size_t to_head = std::min(bytes.size(), head_room_ - head_.size());
    head_.append(bytes.substr(0, to_head));
    bytes.remove_prefix(to_head);
    if (bytes.size() >= room_) {
        ring_.assign(bytes.substr(bytes.size() - room_));
        oldest_ = 0;
        return;
    }
    const std::size_t to_fill = std::min(bytes.size(), room_ - ring_.size());
    ring_.append(bytes.substr(0, to_fill));
    bytes.remove_prefix(to_fill);
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), room_ - oldest_);
        ring_.replace(oldest_, count, bytes.substr(0, count));
        oldest_ = (oldest_ + count) % room_;
        bytes.remove_prefix(count);
    }
}

/// Turns the ring so that it begins where it is stored.
void OutputCapture::straighten() {
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
    oldest_ = 0;
}

void OutputCapture::widen() {
    straighten();
    room_ = kWide;
}

model::OutputPiece OutputCapture::read(std::int64_t from) const {
    model::OutputPiece piece{.at = from, .bytes = {}, .total = total_};
    const auto head_size = static_cast<std::int64_t>(head_.size());
    if (from < head_size) {
        piece.bytes = head_.substr(static_cast<std::size_t>(from), kPiece);
    } else if (from < total_) {
        const std::int64_t ring_begin = total_ - static_cast<std::int64_t>(ring_.size());
        piece.at = std::max(from, ring_begin);
        const auto skipped = static_cast<std::size_t>(piece.at - ring_begin);
        const std::size_t first = (oldest_ + skipped) % ring_.size();
        const std::size_t left = std::min(ring_.size() - skipped, kPiece);
        piece.bytes = ring_.substr(first, left);
        piece.bytes += ring_.substr(0, left - piece.bytes.size());
    }
    return piece;
}

model::Output OutputCapture::take() {
    straighten();
    ring_.erase(0, ring_.size() - std::min(ring_.size(), kPart));
    model::Output output{.head = std::move(head_), .tail = std::move(ring_), .total_bytes = total_};
    if (output.left_out() == 0) {
        output.head += output.tail;
        output.tail.clear();
    }
    *this = OutputCapture();
    return output;
}

}  // namespace tasksched::daemon
