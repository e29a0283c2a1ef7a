#include "common/model/plugin_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/text.h"
#include "common/model/plugin_payload.h"

namespace tasksched::model {

namespace {

constexpr std::size_t kMaxTypeNameBytes = 32;
constexpr int kPluginTypeRetries = 5;

/// Names that mean something else, some in other builds.
constexpr std::array<std::string_view, 7> kReserved{"command", "email",  "payment", "report",
                                                    "http",    "plugin", "none"};

}  // namespace

Policies PluginManifest::default_policies() {
    Policies policies;
    policies.retries = kPluginTypeRetries;
    return policies;
}

PluginType::PluginType(PluginManifest manifest) : manifest_(std::move(manifest)) {
    for (const PluginField& field : manifest_.fields) {
        field_names_.emplace_back(field.name);
    }
    info_ = TypeInfo{.name = manifest_.name,
                     .help = manifest_.help,
                     .options = PluginPayload::kType.options,
                     .operands = {},
                     .runs_program = false,
                     .fields = field_names_,
                     .policies = manifest_.policies};
}

const PluginField* PluginType::field(std::string_view name) const {
    const auto found = std::find_if(manifest_.fields.begin(), manifest_.fields.end(),
                                    [&](const PluginField& field) { return field.name == name; });
    return found == manifest_.fields.end() ? nullptr : &*found;
}

const PluginExit* PluginType::exit(int status) const {
    const auto found =
        std::find_if(manifest_.exits.begin(), manifest_.exits.end(),
                     [&](const PluginExit& one) { return one.codes.contains(status); });
    return found == manifest_.exits.end() ? nullptr : &*found;
}

std::string PluginType::unknown_field(std::string_view name) const {
    const std::string start = fmt::format("{} has no field {}", manifest_.name, base::quoted(name));
    if (const auto near = base::nearest(name, field_names_)) {
        return fmt::format("{}; did you mean '{}'?", start, *near);
    }
    return field_names_.empty()
               ? fmt::format("{}; it has none at all", start)
               : fmt::format("{}; it has {}", start, fmt::join(field_names_, ", "));
}

bool is_plugin_name(std::string_view name) {
    constexpr std::string_view kTypeNameLetters = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view kAll = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    return !name.empty() && name.size() <= kMaxTypeNameBytes &&
           kTypeNameLetters.find(name[0]) != std::string_view::npos &&
           name.find_first_not_of(kAll) == std::string_view::npos &&
           std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end();
}

}  // namespace tasksched::model
