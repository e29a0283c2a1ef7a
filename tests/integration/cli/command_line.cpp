#include "tests/integration/cli/command_line.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "common/base/text.h"

namespace tasksched::integration {

support::ProcessResult CommandLine::run(std::vector<std::string> arguments,
                                        std::string standard_input) const {
    support::ProcessSpec spec =
        support::tasksched_spec(home_, std::move(arguments), std::move(standard_input));
    for (const auto& [name, value] : environment_) {
        spec.environment[name] = value;
    }
    return support::run(spec);
}

std::string CommandLine::must(std::vector<std::string> arguments,
                              std::string standard_input) const {
    const std::string command = fmt::format("{}", fmt::join(arguments, " "));
    support::ProcessResult result = run(std::move(arguments), std::move(standard_input));
    if (result.exit_code != 0) {
        throw std::runtime_error(fmt::format("tasksched {}: exit {}\n{}{}", command,
                                             result.exit_code.value_or(-1), result.out,
                                             result.err));
    }
    if (result.out.ends_with('\n')) {
        result.out.pop_back();
    }
    return std::move(result.out);
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> result;
    for (const std::string_view line : base::split(text, '\n')) {
        result.emplace_back(line);
    }
    if (!result.empty() && result.back().empty()) {
        result.pop_back();
    }
    return result;
}

std::vector<std::string> fields(const std::string& line) {
    std::vector<std::string> result;
    for (const std::string_view field : base::split(line, '\t')) {
        result.emplace_back(field);
    }
    return result;
}

}  // namespace tasksched::integration
