#include "common/model/payload.h"

#include <algorithm>
#include <array>
#include <type_traits>

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

/// Plugins' payloads are the last alternative.
constexpr std::size_t kPluginIndex = kTypeCount - 1;
static_assert(std::is_same_v<std::variant_alternative_t<kPluginIndex, Payload>, PluginPayload>);

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

base::Result<void> refuse_foreign_options(const TaskSpec& spec, const TypeInfo& type,
                                          std::string_view type_name) {
    for (const auto& [name, values] : spec.type_options) {
        const bool known = std::any_of(type.options.begin(), type.options.end(),
                                       [&](const TypeOption& one) { return one.name == name; });
        if (!known) {
            return base::fail(base::ErrorCode::kInvalid, "--{} is not an option of type {}", name,
                              type_name);
        }
    }
    const auto program_option = given_program_option(spec);
    if (program_option && !type.runs_program) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{}: a task of type {} runs no program of its own", *program_option,
                          type_name);
    }
    return {};
}

}  // namespace

std::span<const TypeInfo* const> types() { return std::span(kTypes).first(kPluginIndex); }

std::span<const TypeInfo* const> option_types() { return kTypes; }

const TypeInfo& type_of(const Payload& payload) {
    const auto* plugin = std::get_if<PluginPayload>(&payload);
    return plugin != nullptr && plugin->known_as != nullptr ? plugin->known_as->info()
                                                            : *kTypes[payload.index()];
}

const TypeInfo* find_type(std::string_view name) {
    const auto known = types();
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const TypeInfo* type) { return type->name == name; });
    return found == known.end() ? nullptr : *found;
}

const TypeOption* find_type_option(std::string_view name) {
    for (const TypeInfo* type : option_types()) {
        for (const TypeOption& option : type->options) {
            if (option.name == name) {
                return &option;
            }
        }
    }
    return nullptr;
}

std::string_view type_name(const Payload& payload) {
    const auto* plugin = std::get_if<PluginPayload>(&payload);
    return plugin != nullptr ? std::string_view(plugin->type) : type_of(payload).name;
}

base::Result<Payload> empty_payload(std::string_view type, const PluginTypes& plugins) {
    if (find_type(type) != nullptr) {
        return stored_payload(type);
    }
    if (const auto found = plugins.find(type); found != plugins.end()) {
        return found->second.map([&](const PluginTypePtr& known) {
            return Payload(PluginPayload{std::string(type), {}, known});
        });
    }
    std::vector<std::string_view> known;
    for (const TypeInfo* one : types()) {
        known.push_back(one->name);
    }
    for (const auto& [name, plugin] : plugins) {
        known.emplace_back(name);
    }
    const auto near = base::nearest(type, known);
    return base::fail(base::ErrorCode::kInvalid, "type: {} is not one of the known types: {}{}",
                      base::quoted(type), fmt::join(known, ", "),
                      near ? fmt::format("; did you mean '{}'?", *near) : "");
}

Payload stored_payload(std::string_view type) {
    for (std::size_t i = 0; i < kPluginIndex; ++i) {
        if (kTypes[i]->name == type) {
            return payload_at(i);
        }
    }
    return PluginPayload{std::string(type), {}, nullptr};
}

base::Result<void> look_up(const PluginTypes& plugins, Payload& payload) {
    auto* plugin = std::get_if<PluginPayload>(&payload);
    if (plugin == nullptr) {
        return {};
    }
    const auto found = plugins.find(plugin->type);
    if (found == plugins.end()) {
        return {};
    }
    return found->second.map([&](const PluginTypePtr& known) { plugin->known_as = known; });
}

base::Result<void> check(const Payload& payload) {
    return std::visit([](const auto& typed) { return check(typed); }, payload);
}

base::Result<void> apply_options(const TaskSpec& spec, Payload& payload) {
    return refuse_foreign_options(spec, type_of(payload), type_name(payload)).and_then([&] {
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
