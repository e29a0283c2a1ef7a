#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tasksched::base {

/// Appends the `size` lowest bytes of `value`, the lowest first; up to 8.
inline void append_little_endian(std::string& bytes, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        bytes.push_back(static_cast<char>((value >> (i * 8U)) & 0xffU));
    }
}

/// The number that the first `size` bytes are, the lowest first; there are so many, up to 8.
inline std::uint64_t read_little_endian(std::string_view bytes, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i > 0; --i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

}  // namespace tasksched::base
