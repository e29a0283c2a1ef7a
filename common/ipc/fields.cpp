#include "common/ipc/fields.h"

#include "common/base/little_endian.h"

namespace tasksched::ipc {
namespace {

constexpr std::size_t kIntegerBytes = 8;

}  // namespace

void FieldWriter::integer(std::int64_t value) {
    base::append_little_endian(bytes_, static_cast<std::uint64_t>(value), kIntegerBytes);
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
    const std::uint64_t value = base::read_little_endian(rest_, kIntegerBytes);
    rest_.remove_prefix(kIntegerBytes);
    return static_cast<std::int64_t>(value);
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

}  // namespace tasksched::ipc
