#include "common/model/command.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/model/json_writer.h"
#include "common/model/option.h"
#include "common/model/shell_words.h"

namespace tasksched::model {

namespace {

constexpr std::array<std::string_view, 3> kCommandFields{"cwd", "program", "shell"};

constexpr std::string_view kReservedPrefix = "TASKSCHED_";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
constexpr std::string_view kLettersAndDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

bool holds_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

bool is_plain_text(std::string_view text) { return base::is_utf8(text) && !holds_nul(text); }

bool is_variable_name(std::string_view name) {
    return !name.empty() && kLetters.find(name[0]) != std::string_view::npos &&
           name.find_first_not_of(kLettersAndDigits) == std::string_view::npos;
}

base::Result<void> check_words(const std::vector<std::string>& words) {
    if (words[0].empty()) {
        return invalid("the program after -- is empty; give its path or name");
    }
    for (const std::string& word : words) {
        if (!is_plain_text(word)) {
            return base::fail(base::ErrorCode::kInvalid,
                              "word {} after --: UTF-8 text without NUL is expected",
                              base::quoted(word));
        }
    }
    return {};
}

base::Result<void> check_shell(std::string_view line) {
    if (!is_plain_text(line) || line.find_first_of("\r\n") != std::string_view::npos) {
        return invalid(
            "--shell: one line of UTF-8 text is expected; put a longer script in a file");
    }
    if (base::trim(line).empty()) {
        return invalid("--shell: the line is empty");
    }
    return {};
}

base::Result<void> check_cwd(std::string_view cwd) {
    if (cwd.empty()) {
        return {};
    }
    if (cwd[0] != '/') {
        return base::fail(base::ErrorCode::kInvalid,
                          "--cwd: {} is relative; an absolute path is expected", base::quoted(cwd));
    }
    if (!base::is_utf8(cwd) || base::has_control(cwd)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--cwd: {}: UTF-8 text without control characters is expected",
                          base::quoted(cwd));
    }
    return {};
}

base::Result<void> check_variable(const std::string& name, const std::string& value) {
    if (!is_variable_name(name)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--env: {} is not a variable's name; letters, digits and _ are expected, "
                          "as in NAME=VALUE",
                          base::quoted(name));
    }
    if (name.starts_with(kReservedPrefix)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--env: {}: names that begin with {} are tasksched's own",
                          base::quoted(name), kReservedPrefix);
    }
    if (!is_plain_text(value)) {
        return base::fail(base::ErrorCode::kInvalid,
                          "--env: the value of {}: UTF-8 text without NUL is expected", name);
    }
    return {};
}

std::size_t size_of(const CommandPayload& payload) {
    std::size_t bytes = payload.shell.size() + payload.cwd.size();
    for (const std::string& word : payload.argv) {
        bytes += word.size();
    }
    for (const auto& [name, value] : payload.env) {
        bytes += name.size() + value.size();
    }
    return bytes + (payload.standard_input ? payload.standard_input->size() : 0);
}

base::Result<void> check_program(const CommandPayload& payload) {
    if (payload.argv.empty() && payload.shell.empty()) {
        return invalid("no command: give -- PROGRAM ARG... or --shell 'LINE'");
    }
    if (!payload.argv.empty() && !payload.shell.empty()) {
        return invalid("--shell and words after -- exclude each other; give one of them");
    }
    return payload.argv.empty() ? check_shell(payload.shell) : check_words(payload.argv);
}

base::Result<std::pair<std::string, std::string>> parse_variable(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
        return base::fail(base::ErrorCode::kInvalid, "--env: {}: NAME=VALUE is expected",
                          base::quoted(text));
    }
    return std::pair(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
}

base::Result<void> apply_env(const std::vector<std::string>& env, CommandPayload& payload) {
    if (env.empty()) {
        return {};
    }
    payload.env.clear();
    if (env.size() == 1 && env[0] == "none") {
        return {};
    }
    for (const std::string& text : env) {
        auto variable = parse_variable(text);
        if (!variable) {
            return tl::unexpected(std::move(variable.error()));
        }
        payload.env.push_back(std::move(*variable));
    }
    return {};
}

}  // namespace

const TypeInfo CommandPayload::kType{.name = "command",
                                     .help = "run a program, or a line of shell",
                                     .options = {},
                                     .operands = {},
                                     .runs_program = true,
                                     .fields = kCommandFields,
                                     .policies = {}};

base::Result<void> check(const CommandPayload& payload) {
    if (auto program = check_program(payload); !program) {
        return program;
    }
    if (auto cwd = check_cwd(payload.cwd); !cwd) {
        return cwd;
    }
    for (const auto& [name, value] : payload.env) {
        if (auto variable = check_variable(name, value); !variable) {
            return variable;
        }
    }
    if (payload.standard_input && !is_plain_text(*payload.standard_input)) {
        return invalid("--stdin: UTF-8 text without NUL is expected");
    }
    if (const std::size_t bytes = size_of(payload); bytes > kMaxPayloadBytes) {
        return base::fail(
            base::ErrorCode::kInvalid,
            "the command has {} bytes with its input and environment, {} are allowed; "
            "put the rest in a file",
            bytes, kMaxPayloadBytes);
    }
    return {};
}

base::Result<void> apply_options(const TaskSpec& spec, CommandPayload& payload) {
    if (!spec.words.empty() && spec.shell) {
        return invalid("--shell and words after -- exclude each other; give one of them");
    }
    if (!spec.words.empty()) {
        payload.argv = spec.words;
        payload.shell.clear();
    }
    if (spec.shell) {
        payload.argv.clear();
        payload.shell = *spec.shell;
    }
    if (spec.cwd) {
        payload.cwd = *spec.cwd;
    }
    if (spec.standard_input) {
        payload.standard_input = spec.standard_input;
    }
    if (auto env = apply_env(spec.env, payload); !env) {
        return env;
    }
    return check(payload);
}

std::string summary(const CommandPayload& payload) {
    std::string line = payload.shell;
    for (const std::string& word : payload.argv) {
        line += line.empty() ? "" : " ";
        line += shell_quoted(word);
    }
    return base::escape_control(line);
}

std::optional<std::string> field(const CommandPayload& payload, std::string_view name) {
    if (name == "cwd") {
        return payload.cwd;
    }
    if (name == "shell") {
        return payload.shell;
    }
    if (name == "program") {
        return payload.argv.empty() ? std::string() : payload.argv[0];
    }
    return std::nullopt;
}

std::string to_json(const CommandPayload& payload) {
    std::vector<std::string> env;
    env.reserve(payload.env.size());
    for (const auto& [name, value] : payload.env) {
        env.push_back(fmt::format("{}={}", name, value));
    }
    JsonObject object;
    if (payload.argv.empty()) {
        object.null("words");
    } else {
        object.json("words", json_list(payload.argv));
    }
    object.text_or_null("shell", payload.shell)
        .text_or_null("cwd", payload.cwd)
        .json("env", json_list(env))
        .optional_text("stdin", payload.standard_input);
    return object.str();
}

std::vector<std::pair<std::string_view, std::string>> details(const CommandPayload& payload) {
    std::vector<std::pair<std::string_view, std::string>> lines{{"cwd", payload.cwd}};
    for (const auto& [name, value] : payload.env) {
        lines.emplace_back("env", fmt::format("{}={}", name, value));
    }
    if (payload.standard_input) {
        lines.emplace_back("stdin", fmt::format("{} bytes", payload.standard_input->size()));
    }
    return lines;
}

}  // namespace tasksched::model
