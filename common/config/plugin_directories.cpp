#include "common/config/plugin_directories.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/config/manifest.h"
#include "common/config/trusted_file.h"

namespace tasksched::config {

namespace {

using base::Result;
using model::PluginTypePtr;

constexpr std::size_t kMaxManifestBytes = std::size_t{64} * 1024;

tl::unexpected<base::Error> in_manifest(const std::string& file, base::Error error) {
    error.message = fmt::format("{}: {}", base::escape_control(file), error.message);
    return tl::unexpected(std::move(error));
}

Result<PluginTypePtr> read_manifest(const std::string& file) {
    if (auto trusted = check_trusted(file); !trusted) {
        return in_manifest(file, std::move(trusted.error()));
    }
    const auto text = base::read_file(file, kMaxManifestBytes);
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto manifest = parse_manifest(*text, file);
    if (!manifest) {
        return tl::unexpected(std::move(manifest.error()));
    }
    if (auto trusted = check_trusted_program(manifest->program); !trusted) {
        return in_manifest(file, std::move(trusted.error()));
    }
    return std::make_shared<const model::PluginType>(std::move(*manifest));
}

/// The manifests of a directory in the order of their names; an entry under the directory's own
/// path where it cannot be read.
void read_directory(const std::string& directory, model::PluginTypes& plugins) {
    std::error_code error;
    std::filesystem::directory_iterator entries(directory, error);
    if (error == std::errc::no_such_file_or_directory) {
        return;
    }
    std::vector<std::filesystem::path> manifests;
    for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        if (entries->path().extension() == ".toml") {
            manifests.push_back(entries->path());
        }
    }
    if (error) {
        plugins.try_emplace(directory, base::fail(base::ErrorCode::kFailed, "{}: {}",
                                                  base::escape_control(directory),
                                                  base::system_error_text(error.value())));
    }
    for (const auto& manifest : manifests) {
        const std::string name = manifest.stem().string();
        if (!plugins.contains(name)) {
            plugins.emplace(name, read_manifest(manifest.string()));
        }
    }
}

}  // namespace

model::PluginTypes read_plugins(const Plugins& plugins) {
    model::PluginTypes types;
    for (const std::string& directory : *plugins.directories) {
        read_directory(directory, types);
    }
    return types;
}

Result<PluginTypePtr> read_plugin(const Plugins& plugins, const std::string& name) {
    if (!model::is_plugin_name(name)) {
        return base::fail(base::ErrorCode::kNotFound, "there is no plugin of the name {}",
                          base::quoted(name));
    }
    for (const std::string& directory : *plugins.directories) {
        const std::string file = fmt::format("{}/{}.toml", directory, name);
        if (::access(file.c_str(), F_OK) == 0 || errno != ENOENT) {
            return read_manifest(file);
        }
    }
    return base::fail(base::ErrorCode::kNotFound, "there is no plugin of the name {} in {}",
                      base::quoted(name), fmt::join(*plugins.directories, ", "));
}

}  // namespace tasksched::config
