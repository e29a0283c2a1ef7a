#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tasksched::base {

/// An integer that names one kind of thing, so that a task's id cannot be passed for a run's.
/// Valid ids are positive; 0 is 'not stored yet'.
template <typename Tag>
struct Id {
    std::int64_t value = 0;

    friend auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace tasksched::base

template <typename Tag>
struct std::hash<tasksched::base::Id<Tag>> {
    std::size_t operator()(const tasksched::base::Id<Tag>& id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
