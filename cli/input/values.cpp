#include "cli/input/values.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/model/option.h"
#include "common/model/payload.h"

namespace tasksched::cli {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000;

/// What "@FILE" stands for takes its place.
base::Result<void> read_content(std::string_view option, std::string& value) {
    const std::string path = value.substr(1);
    auto content = base::read_file(path, model::kMaxPayloadBytes);
    if (!content) {
        return tl::unexpected(at_place(fmt::format("--{} @{}", option, path), content.error()));
    }
    value = std::move(*content);
    return {};
}

base::Result<void> read_standard_input(std::string_view option, std::string& value) {
    auto content = base::read_descriptor(STDIN_FILENO, model::kMaxPayloadBytes, "standard input");
    if (!content) {
        return tl::unexpected(at_place(fmt::format("--{} -", option), content.error()));
    }
    value = std::move(*content);
    return {};
}

/// The option as the spec's type has it, else as any has it; null where none does.
const model::TypeOption* option_named(const model::TaskSpec& spec, std::string_view name) {
    const model::TypeInfo* type = spec.type ? model::find_type(*spec.type) : nullptr;
    if (type != nullptr) {
        for (const model::TypeOption& option : type->options) {
            if (option.name == name) {
                return &option;
            }
        }
    }
    return model::find_type_option(name);
}

base::Result<void> settle_value(const model::TypeOption* option, std::string& value) {
    if (option == nullptr || option->source == model::ValueSource::kVerbatim) {
        return {};
    }
    if (option->source == model::ValueSource::kPath) {
        if (value != model::kNoneWord) {  // which takes the files away again
            value = base::absolute_path(value);
        }
        return {};
    }
    if (value == "-") {
        return read_standard_input(option->name, value);
    }
    return value.starts_with('@') ? read_content(option->name, value) : base::Result<void>();
}

}  // namespace

base::Result<model::RunId> read_run_id(std::string_view verb, std::string_view text) {
    const auto number = base::parse_integer(text);
    if (!number || *number < 1) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{}: {} is not the number of a run; 'tasksched runs' lists them", verb,
                          base::quoted(text));
    }
    return model::RunId{*number};
}

base::Result<std::int64_t> read_count(std::string_view option,
                                      const std::optional<std::string>& text,
                                      std::int64_t fallback) {
    if (!text) {
        return fallback;
    }
    const auto number = base::parse_integer(*text);
    if (!number || *number < 1 || *number > kMaxCount) {
        return base::fail(base::ErrorCode::kInvalid, "{} {}: expected a whole number from 1 to {}",
                          option, base::quoted(*text), kMaxCount);
    }
    return *number;
}

void assume_command(model::TaskSpec& spec) {
    if (!spec.type && (!spec.words.empty() || spec.shell)) {
        spec.type = "command";
    }
}

base::Result<void> settle_paths(model::TaskSpec& spec) {
    if (spec.standard_input && spec.standard_input->starts_with('@')) {
        if (auto read = read_content("stdin", *spec.standard_input); !read) {
            return read;
        }
    }
    for (auto& [name, values] : spec.type_options) {
        const model::TypeOption* option = option_named(spec, name);
        for (std::string& value : values) {
            if (auto settled = settle_value(option, value); !settled) {
                return settled;
            }
        }
    }
    if (spec.cwd && !spec.cwd->empty()) {
        spec.cwd = base::absolute_path(*spec.cwd);
    }
    return {};
}

base::Error at_place(std::string_view where, const base::Error& error) {
    return {error.code, fmt::format("{}: {}", where, error.message)};
}

}  // namespace tasksched::cli
