#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/model/exit_codes.h"
#include "common/model/plugin_field.h"
#include "common/model/policies.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// EX_UNAVAILABLE of sysexits.h: what a plugin needs cannot be reached now.
inline constexpr int kUnavailableCode = 69;

/// Exit statuses of a plugin, and what they mean.
struct PluginExit {
    ExitCodes codes;
    std::optional<bool> tries_again = {};  ///< none: as where no manifest names them
    std::string help;  ///< for people: "the server refused the file"; may be empty
};

/// What a plugin's manifest says.
struct PluginManifest {
    std::string name;     ///< of the type: as is_plugin_name() has it
    std::string help;     ///< one line, without a period
    std::string file;     ///< the manifest's own path
    std::string program;  ///< absolute
    std::vector<PluginField> fields;
    std::vector<PluginExit> exits;
    Policies policies = default_policies();  ///< those of tasks that name none

    /// Those of types whose manifests name none. A plugin says itself which failures may pass, so
    /// it is tried again by default.
    static Policies default_policies();
};

/// A type that a plugin brings. It refers to itself and stays where it was made.
class PluginType {
  public:
    explicit PluginType(PluginManifest manifest);
    PluginType(const PluginType&) = delete;
    PluginType& operator=(const PluginType&) = delete;

    [[nodiscard]] const PluginManifest& manifest() const { return manifest_; }
    [[nodiscard]] const TypeInfo& info() const { return info_; }

    /// The field of that name; null where there is none.
    [[nodiscard]] const PluginField* field(std::string_view name) const;

    /// What an exit status means by the manifest; null where that does not name it.
    [[nodiscard]] const PluginExit* exit(int status) const;

    /// Why there is no such field: the nearest one, or all of them.
    [[nodiscard]] std::string unknown_field(std::string_view name) const;

  private:
    PluginManifest manifest_;
    std::vector<std::string_view> field_names_;
    TypeInfo info_;
};

using PluginTypePtr = std::shared_ptr<const PluginType>;

/// The types of the plugins that are there, by their names; an error for one whose manifest or
/// program is not sound.
using PluginTypes = std::map<std::string, base::Result<PluginTypePtr>, std::less<>>;

/// Whether `name` can name a plugin's type: a lower-case letter, then up to 31 of a-z, 0-9, '_'
/// and '-', and none that is a type of tasksched itself.
bool is_plugin_name(std::string_view name);

}  // namespace tasksched::model
