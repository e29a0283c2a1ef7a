#include "cli/input/values.h"

#include <fmt/format.h>

#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/model/command.h"

namespace tasksched::cli {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000;

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
        const std::string path = spec.standard_input->substr(1);
        auto content = base::read_file(path, model::kMaxPayloadBytes);
        if (!content) {
            return tl::unexpected(at_place(fmt::format("--stdin @{}", path), content.error()));
        }
        spec.standard_input = std::move(*content);
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
