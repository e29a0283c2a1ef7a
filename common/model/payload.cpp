#include "common/model/payload.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/model/option.h"

namespace tasksched::model {

namespace {

constexpr std::size_t kTypeCount = std::variant_size_v<Payload>;

template <std::size_t... kIndices>
constexpr std::array<const TypeInfo*, kTypeCount> type_table(std::index_sequence<kIndices...>) {
    return {&std::variant_alternative_t<kIndices, Payload>::kType...};
}

constexpr std::array<const TypeInfo*, kTypeCount> kTypes =
    type_table(std::make_index_sequence<kTypeCount>());

template <std::size_t kIndex = 0>
Payload payload_at(std::size_t index) {
    if constexpr (kIndex + 1 < kTypeCount) {
        if (index != kIndex) {
            return payload_at<kIndex + 1>(index);
        }
    }
    return Payload(std::in_place_index<kIndex>);
}

/// Whether it is given, and what it is called: the options of programs, which are members of a
/// spec.
std::optional<std::string_view> given_program_option(const TaskSpec& spec) {
    if (!spec.words.empty()) {
        return "words after --";
    }
    if (spec.shell) {
        return "--shell";
    }
    if (spec.cwd) {
        return "--cwd";
    }
    if (!spec.env.empty()) {
        return "--env";
    }
    return spec.standard_input ? std::optional<std::string_view>("--stdin") : std::nullopt;
}

base::Result<void> refuse_foreign_options(const TaskSpec& spec, const TypeInfo& type) {
    for (const auto& [name, values] : spec.type_options) {
        const bool known = std::any_of(type.options.begin(), type.options.end(),
                                       [&](const TypeOption& one) { return one.name == name; });
        if (!known) {
            return base::fail(base::ErrorCode::kInvalid, "--{} is not an option of type {}", name,
                              type.name);
        }
    }
    const auto program_option = given_program_option(spec);
    if (program_option && !type.runs_program) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{}: a task of type {} runs no program of its own", *program_option,
                          type.name);
    }
    return {};
}

}  // namespace

std::span<const TypeInfo* const> types() { return kTypes; }

const TypeInfo& type_of(const Payload& payload) { return *kTypes[payload.index()]; }

const TypeInfo* find_type(std::string_view name) {
    const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const TypeInfo* type) { return type->name == name; });
    return found == kTypes.end() ? nullptr : *found;
}

const TypeOption* find_type_option(std::string_view name) {
    for (const TypeInfo* type : kTypes) {
        for (const TypeOption& option : type->options) {
            if (option.name == name) {
                return &option;
            }
        }
    }
    return nullptr;
}

std::string_view type_name(const Payload& payload) { return type_of(payload).name; }

base::Result<Payload> empty_payload(std::string_view type) {
    std::string known;
    for (std::size_t i = 0; i < kTypeCount; ++i) {
        if (kTypes[i]->name == type) {
            return payload_at(i);
        }
        known += known.empty() ? "" : ", ";
        known += kTypes[i]->name;
    }
    return base::fail(base::ErrorCode::kInvalid, "type: {} is not one of the known types: {}",
                      base::quoted(type), known);
}

base::Result<void> check(const Payload& payload) {
    return std::visit([](const auto& typed) { return check(typed); }, payload);
}

base::Result<void> apply_options(const TaskSpec& spec, Payload& payload) {
    return refuse_foreign_options(spec, type_of(payload)).and_then([&] {
        return std::visit([&spec](auto& typed) { return apply_options(spec, typed); }, payload);
    });
}

std::string summary(const Payload& payload) {
    return std::visit([](const auto& typed) { return summary(typed); }, payload);
}

std::vector<std::string_view> payload_fields() {
    std::vector<std::string_view> all;
    for (const TypeInfo* type : kTypes) {
        for (const std::string_view name : type->fields) {
            if (std::find(all.begin(), all.end(), name) == all.end()) {
                all.push_back(name);
            }
        }
    }
    return all;
}

std::optional<std::string> field(const Payload& payload, std::string_view name) {
    return std::visit([name](const auto& typed) { return field(typed, name); }, payload);
}

bool matches(const Payload& payload, std::span<const FieldValue> wanted) {
    return std::visit(
        [wanted](const auto& typed) {
            if constexpr (requires { has_fields(typed, wanted); }) {
                return has_fields(typed, wanted);
            } else {
                return std::all_of(wanted.begin(), wanted.end(), [&](const FieldValue& one) {
                    return field(typed, one.field) == one.value;
                });
            }
        },
        payload);
}

std::string to_json(const Payload& payload) {
    return std::visit([](const auto& typed) { return to_json(typed); }, payload);
}

PayloadDetails details(const Payload& payload) {
    return std::visit([](const auto& typed) { return details(typed); }, payload);
}

}  // namespace tasksched::model
