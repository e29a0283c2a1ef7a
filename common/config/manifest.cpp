#include "common/config/manifest.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/config/manifest_fields.h"
#include "common/config/refuse.h"
#include "common/config/toml_reader.h"
#include "common/model/resolve_policies.h"
#include "common/model/task_spec.h"

namespace tasksched::config {

namespace {

using base::Result;
using model::PluginManifest;
using model::TaskSpec;

constexpr std::size_t kMaxHelpBytes = 200;

constexpr std::array<std::string_view, 3> kTopKeys{"name", "help", "program"};
constexpr std::array<std::string_view, 6> kKnownTops{"name",     "help",   "program",
                                                     "policies", "fields", "exit_codes"};

using SpecText = std::optional<std::string> TaskSpec::*;

/// Policies that a manifest may set, as the options of tasks.
constexpr std::array<std::pair<std::string_view, SpecText>, 13> kPolicies{{
    {"catch_up", &TaskSpec::catch_up},
    {"deadline", &TaskSpec::deadline},
    {"overlap", &TaskSpec::overlap},
    {"timeout", &TaskSpec::timeout},
    {"retries", &TaskSpec::retries},
    {"backoff", &TaskSpec::backoff},
    {"on_crash", &TaskSpec::on_crash},
    {"priority", &TaskSpec::priority},
    {"memory", &TaskSpec::memory},
    {"cpu_time", &TaskSpec::cpu_time},
    {"open_files", &TaskSpec::open_files},
    {"nice", &TaskSpec::nice},
    {"umask", &TaskSpec::umask},
}};

template <typename Names>
tl::unexpected<base::Error> unknown_key(std::string_view key, const Names& known) {
    if (const auto near = base::nearest(key, known)) {
        return refuse("unknown key; did you mean '{}'?", *near);
    }
    return refuse("unknown key; there are {}", fmt::join(known, ", "));
}

Result<std::string> read_help(const Entry& entry) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || text->empty() || base::has_control(*text) || !base::is_utf8(*text) ||
        text->size() > kMaxHelpBytes) {
        return refuse("a text of one line, of at most {} bytes, is expected", kMaxHelpBytes);
    }
    return *text;
}

Result<void> read_top(const Entry& entry, PluginManifest& manifest) {
    const std::string& key = entry.path[0];
    if (key == "help") {
        return read_help(entry).map([&](std::string help) { manifest.help = std::move(help); });
    }
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || text->empty() || base::has_control(*text)) {
        return refuse("a text in quotes, on one line, is expected");
    }
    if (key == "name" && *text != manifest.name) {
        return refuse("{} does not fit the file's name, {}.toml", base::quoted(*text),
                      manifest.name);
    }
    if (key == "program") {
        const auto directory = std::filesystem::path(manifest.file).parent_path();
        manifest.program = (directory / *text).lexically_normal().string();
    }
    return {};
}

/// The option's own name stands in the key already.
base::Error without_option(base::Error error) {
    if (error.message.starts_with("--")) {
        error.message.erase(0, std::min(error.message.find(": ") + 2, error.message.size()));
    }
    return error;
}

Result<void> read_policy(const Entry& entry, PluginManifest& manifest) {
    const auto* const policy =
        std::find_if(kPolicies.begin(), kPolicies.end(),
                     [&](const auto& one) { return one.first == entry.path[1]; });
    if (policy == kPolicies.end()) {
        std::array<std::string_view, kPolicies.size()> names;
        std::transform(kPolicies.begin(), kPolicies.end(), names.begin(),
                       [](const auto& one) { return one.first; });
        return unknown_key(entry.path[1], names);
    }
    const auto text = scalar_text(entry);
    if (!text) {
        return refuse("a text or a number is expected");
    }
    TaskSpec spec;
    spec.*(policy->second) = *text;
    return model::apply_policies(spec, manifest.policies).map_error(without_option);
}

Result<void> read_exit(const Entry& entry, PluginManifest& manifest) {
    constexpr std::array<std::string_view, 2> kExitKeys{"means", "help"};
    const auto codes = model::ExitCodes::parse(entry.path[1]);
    if (!codes) {
        return tl::unexpected(codes.error());
    }
    const auto same = std::find_if(manifest.exits.begin(), manifest.exits.end(),
                                   [&](const auto& one) { return one.codes == *codes; });
    model::PluginExit& exit =
        same == manifest.exits.end()
            ? manifest.exits.emplace_back(model::PluginExit{*codes, std::nullopt, {}})
            : *same;
    if (entry.path[2] == "help") {
        return read_help(entry).map([&](std::string help) { exit.help = std::move(help); });
    }
    if (entry.path[2] != "means") {
        return unknown_key(entry.path[2], kExitKeys);
    }
    const auto* word = std::get_if<std::string>(&entry.value);
    if (word == nullptr || (*word != "try-again" && *word != "failed")) {
        return refuse(R"("try-again" or "failed" is expected)");
    }
    exit.tries_again = *word == "try-again";
    return {};
}

/// One entry; those of fields are put aside, since what they mean depends on one another.
Result<void> read_entry(const Entry& entry, PluginManifest& manifest, FieldTables& fields) {
    const std::string& top = entry.path[0];
    const bool is_empty = std::holds_alternative<EmptyTable>(entry.value);
    const std::size_t depth = entry.path.size();
    if (std::find(kTopKeys.begin(), kTopKeys.end(), top) != kTopKeys.end()) {
        return depth == 1 ? read_top(entry, manifest) : refuse("a text is expected");
    }
    if (top == "policies") {
        return depth == 1 && is_empty ? Result<void>()
               : depth == 2           ? read_policy(entry, manifest)
                                      : refuse("a section [policies] is expected");
    }
    if (top == "exit_codes") {
        return depth == 1 && is_empty ? Result<void>()
               : depth == 3           ? read_exit(entry, manifest)
                                      : refuse("a section [exit_codes.CODES] is expected");
    }
    if (top == "fields") {
        return depth == 1 && is_empty ? Result<void>() : fields.add(entry);
    }
    return unknown_key(top, kKnownTops);
}

tl::unexpected<base::Error> at(const std::string& file, std::int64_t line, std::string_view key,
                               const base::Error& error) {
    return base::fail(base::ErrorCode::kInvalid, "{}:{}: {}: {}", file, line,
                      base::escape_control(key), error.message);
}

/// The name and the program that follow from the file's name.
Result<PluginManifest> begin_manifest(const std::string& file) {
    const std::filesystem::path path(file);
    PluginManifest manifest;
    manifest.name = path.stem().string();
    manifest.file = file;
    manifest.program = (path.parent_path() / path.stem()).string();
    if (!model::is_plugin_name(manifest.name)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{}: {} cannot name a type: a lower-case letter, then up to 31 of a-z, "
                          "0-9, '_' and '-', other than a type of tasksched itself",
                          base::escape_control(file), base::quoted(manifest.name));
    }
    return manifest;
}

}  // namespace

Result<PluginManifest> parse_manifest(std::string_view text, const std::string& file) {
    auto manifest = begin_manifest(file);
    if (!manifest) {
        return manifest;
    }
    const auto entries = read_toml(text, file);
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    FieldTables fields;
    for (const Entry& entry : *entries) {
        if (auto read = read_entry(entry, *manifest, fields); !read) {
            return at(file, entry.line, entry.key(), read.error());
        }
    }
    for (const FieldTable& table : fields.tables()) {
        auto field = read_field(table);
        if (!field) {
            return at(file, field.error().line, field.error().key, field.error().error);
        }
        manifest->fields.push_back(std::move(*field));
    }
    if (manifest->help.empty()) {
        return at(file, 1, "help",
                  {base::ErrorCode::kInvalid,
                   "missing; say in one line what the plugin does, as in help = \"post a message "
                   "to a channel\""});
    }
    return manifest;
}

}  // namespace tasksched::config
