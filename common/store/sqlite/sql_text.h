#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace tasksched::store::sqlite {

/// The text of a statement, put together by the compiler from parts that several share.
template <std::size_t Size>
struct SqlText {
    std::array<char, Size> text{};

    // NOLINTNEXTLINE(google-explicit-constructor): it stands for a literal.
    constexpr operator const char*() const { return text.data(); }
};

template <std::size_t... Sizes>
consteval auto sql_text(const char (&... parts)[Sizes]) {
    SqlText<(Sizes + ...) - sizeof...(Sizes) + 1> joined;
    char* end = joined.text.data();
    ((end = std::copy_n(parts, Sizes - 1, end)), ...);
    return joined;
}

}  // namespace tasksched::store::sqlite
