#include "common/model/resolve_limits.h"

#include <optional>
#include <string>
#include <utility>

#include "common/model/option.h"

namespace tasksched::model {

namespace {

/// Reads an option by `parse` into `target`; an absent one leaves it as it is.
template <typename Value>
base::Result<void> read(std::string_view option, const std::optional<std::string>& text,
                        base::Result<Value> (*parse)(std::string_view),
                        std::optional<Value>& target) {
    if (!text) {
        return {};
    }
    if (*text == kNoneWord) {
        target.reset();
        return {};
    }
    auto value = parse(*text);
    if (!value) {
        return in_option(option, std::move(value.error()));
    }
    target = *value;
    return {};
}

}  // namespace

base::Result<void> apply_limits(const TaskSpec& spec, Limits& limits) {
    return read("--memory", spec.memory, parse_memory, limits.memory)
        .and_then(
            [&] { return read("--cpu-time", spec.cpu_time, parse_cpu_time, limits.cpu_time); })
        .and_then([&] {
            return read("--open-files", spec.open_files, parse_open_files, limits.open_files);
        })
        .and_then([&] { return read("--nice", spec.nice, parse_nice, limits.nice); })
        .and_then([&] { return read("--umask", spec.umask, parse_umask, limits.umask); });
}

}  // namespace tasksched::model
