#include "cli/input/plugin_files.h"

#include "common/base/file.h"

namespace tasksched::cli {

void settle_plugin_files(const model::PluginTypes& plugins, model::TaskSpec& spec) {
    const auto type = plugins.find(spec.type.value_or(""));
    const auto given = spec.type_options.find("set");
    if (type == plugins.end() || !type->second || given == spec.type_options.end()) {
        return;
    }
    for (std::string& assignment : given->second) {
        const std::size_t equals = std::min(assignment.find('='), assignment.size());
        const model::PluginField* field = (*type->second)->field(assignment.substr(0, equals));
        if (field != nullptr && field->kind == model::FieldKind::kFile &&
            equals + 1 < assignment.size()) {
            assignment.replace(equals + 1, std::string::npos,
                               base::absolute_path(assignment.substr(equals + 1)));
        }
    }
}

}  // namespace tasksched::cli
