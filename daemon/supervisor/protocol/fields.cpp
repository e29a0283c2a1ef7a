#include "daemon/supervisor/protocol/fields.h"

namespace tasksched::daemon {
namespace {

constexpr std::size_t kIntegerBytes = 8;
constexpr unsigned kBitsPerByte = 8;

}  // namespace

void FieldWriter::integer(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < kIntegerBytes; ++i) {
        bytes_.push_back(static_cast<char>((bits >> (i * kBitsPerByte)) & 0xffU));
    }
}

void FieldWriter::text(std::string_view value) {
    integer(static_cast<std::int64_t>(value.size()));
    bytes_.append(value);
}

std::int64_t FieldReader::integer() {
    if (rest_.size() < kIntegerBytes) {
        sound_ = sound_ && rest_.empty();
        rest_ = {};
        return 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t i = kIntegerBytes; i > 0; --i) {
        bits = (bits << kBitsPerByte) | static_cast<unsigned char>(rest_[i - 1]);
    }
    rest_.remove_prefix(kIntegerBytes);
    return static_cast<std::int64_t>(bits);
}

std::string FieldReader::text() {
    const auto length = static_cast<std::uint64_t>(integer());
    if (length > rest_.size()) {
        sound_ = false;
        rest_ = {};
        return {};
    }
    std::string value(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return value;
}

}  // namespace tasksched::daemon
