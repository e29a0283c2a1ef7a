#pragma once

#include <string>
#include <utility>

namespace tasksched::config {

/// A setting that knows where it came from: "default", or "/etc/tasksched/tasksched.toml:12".
template <typename T>
struct Value {
    T value{};
    std::string origin = "default";

    Value() = default;
    explicit Value(T initial) : value(std::move(initial)) {}
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};

}  // namespace tasksched::config
