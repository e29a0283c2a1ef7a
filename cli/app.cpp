#include "cli/app.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "cli/args/globals.h"
#include "cli/args/parse.h"
#include "cli/completion/complete.h"
#include "cli/output/help.h"
#include "cli/output/message.h"
#include "cli/output/writer.h"
#include "cli/verbs.h"
#include "common/base/version.h"

namespace tasksched::cli {
namespace {

using base::Result;

Result<int> print(const std::string& text) {
    Writer out(STDOUT_FILENO);
    out.write(text);
    return out.flush().map([] { return 0; });
}

Result<int> usage() {
    const std::string text = short_usage();
    Writer out(STDERR_FILENO);
    out.write(text);
    static_cast<void>(out.flush());
    return base::exit_status(base::ErrorCode::kInvalid);
}

/// `tasksched daemon --help`: the help of all that begin with the word.
bool asks_for_help_of_family(std::span<const std::string> rest) {
    return rest.size() == 2 && (rest[1] == "--help" || rest[1] == "-h");
}

Result<int> perform(const Globals& globals, std::span<const std::string> rest) {
    if (const Verb* verb = find_verb(rest); verb != nullptr) {
        return verb->perform(*verb, globals, rest.subspan(words_of(*verb)));
    }
    if (asks_for_help_of_family(rest)) {
        const std::array<std::string, 2> request{"help", rest[0]};
        return perform(globals, request);
    }
    return tl::unexpected(unknown_verb(rest));
}

Result<int> run(std::span<const std::string> arguments) {
    Globals globals;
    Leading leading;
    if (!arguments.empty() && arguments[0] == kComplete) {
        return complete(arguments.subspan(1));
    }
    if (arguments.empty() || !arguments[0].starts_with('-')) {
        return arguments.empty() ? usage() : perform(globals, arguments);
    }
    OptionSet set;
    declare(set, globals);
    declare(set, leading);
    const auto rest = parse_leading(set, arguments);
    if (!rest) {
        return tl::unexpected(rest.error());
    }
    if (leading.version) {
        return print(fmt::format("tasksched {}\n", base::kVersion));
    }
    if (leading.dump_options) {
        return print(dump_options());
    }
    if (globals.help && rest->empty()) {
        return print(general_help());
    }
    return rest->empty() ? usage() : perform(globals, *rest);
}

}  // namespace

int run_app(std::span<const std::string> arguments) {
    const auto status = run(arguments);
    if (status) {
        return *status;
    }
    if (!status.error().message.empty()) {
        print_message(status.error().message);
    }
    return base::exit_status(status.error().code);
}

}  // namespace tasksched::cli
