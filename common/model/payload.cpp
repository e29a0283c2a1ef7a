#include "common/model/payload.h"

#include <array>

#include "common/base/text.h"

namespace tasksched::model {

namespace {

/// In the order of Payload's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Payload>> kTypeNames{"command"};

}  // namespace

std::string_view type_name(const Payload& payload) { return kTypeNames[payload.index()]; }

std::span<const std::string_view> type_names() { return kTypeNames; }

base::Result<Payload> empty_payload(std::string_view type) {
    if (type == kTypeNames[0]) {
        return CommandPayload{};
    }
    std::string known;
    for (const std::string_view name : kTypeNames) {
        known += known.empty() ? "" : ", ";
        known += name;
    }
    return base::fail(base::ErrorCode::kInvalid, "type: {} is not one of the known types: {}",
                      base::quoted(type), known);
}

base::Result<void> check(const Payload& payload) {
    return std::visit([](const auto& typed) { return check(typed); }, payload);
}

base::Result<void> apply_options(const TaskSpec& spec, Payload& payload) {
    return std::visit([&spec](auto& typed) { return apply_options(spec, typed); }, payload);
}

std::string summary(const Payload& payload) {
    return std::visit([](const auto& typed) { return summary(typed); }, payload);
}

std::span<const std::string_view> payload_fields() { return kCommandFields; }

std::optional<std::string> field(const Payload& payload, std::string_view name) {
    return std::visit([name](const auto& typed) { return field(typed, name); }, payload);
}

}  // namespace tasksched::model
