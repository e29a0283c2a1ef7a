#pragma once

#include <cstddef>
#include <utility>

namespace tasksched::service::wire {

/// Stands for a value of any type; for counting alone, so it is never made.
struct Anything {
    template <typename T>
    operator T&() const&;  // NOLINT(google-explicit-constructor): that is its purpose
    template <typename T>
    operator T&&() const&&;  // NOLINT(google-explicit-constructor): that is its purpose
};

template <typename T, std::size_t... kPlaces>
constexpr bool takes_values(std::index_sequence<kPlaces...> /*places*/) {
    return requires { T{(static_cast<void>(kPlaces), Anything{})...}; };
}

/// How many members a struct has, up to kMost: as many values as it can be made of.
template <typename T, std::size_t kMost = 40>
constexpr std::size_t member_count() {
    if constexpr (kMost == 0 || takes_values<T>(std::make_index_sequence<kMost>{})) {
        return kMost;
    } else {
        return member_count<T, kMost - 1>();
    }
}

}  // namespace tasksched::service::wire
