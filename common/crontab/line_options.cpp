#include "common/crontab/line_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/base/text.h"
#include "common/model/policies.h"
#include "common/model/resolve_policies.h"
#include "common/model/task.h"

namespace tasksched::crontab {

namespace {

using base::ErrorCode;
using base::Result;
using model::TaskSpec;

constexpr std::string_view kMark = "tasksched:";
constexpr std::string_view kBlanks = " \t\r";

struct Known {
    std::string_view name;
    std::optional<std::string> TaskSpec::*field;
};

constexpr std::array<Known, 17> kKnown{{{"name", &TaskSpec::name},
                                        {"catch-up", &TaskSpec::catch_up},
                                        {"deadline", &TaskSpec::deadline},
                                        {"overlap", &TaskSpec::overlap},
                                        {"timeout", &TaskSpec::timeout},
                                        {"retries", &TaskSpec::retries},
                                        {"backoff", &TaskSpec::backoff},
                                        {"on-crash", &TaskSpec::on_crash},
                                        {"notify", &TaskSpec::notify},
                                        {"priority", &TaskSpec::priority},
                                        {"retry-on", &TaskSpec::retry_on},
                                        {"give-up-on", &TaskSpec::give_up_on},
                                        {"memory", &TaskSpec::memory},
                                        {"cpu-time", &TaskSpec::cpu_time},
                                        {"open-files", &TaskSpec::open_files},
                                        {"nice", &TaskSpec::nice},
                                        {"umask", &TaskSpec::umask}}};

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

/// A value up to the next blank, or between quotes.
Result<std::string_view> take_value(std::string_view name, std::string_view& text) {
    const char quote = text.empty() ? '\0' : text.front();
    if (quote != '"' && quote != '\'') {
        const std::string_view value = text.substr(0, text.find_first_of(kBlanks));
        text.remove_prefix(value.size());
        return value;
    }
    const std::size_t end = text.find(quote, 1);
    if (end == std::string_view::npos) {
        return base::fail(ErrorCode::kInvalid, "{}: the value has no closing quote", name);
    }
    const std::string_view value = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return value;
}

tl::unexpected<base::Error> unknown_option(std::string_view name) {
    std::vector<std::string_view> names;
    std::transform(kKnown.begin(), kKnown.end(), std::back_inserter(names),
                   [](const Known& known) { return known.name; });
    const auto near = base::nearest(name, names);
    return base::fail(ErrorCode::kInvalid, "{} is none; {}", base::quoted(name),
                      near ? fmt::format("did you mean {}?", *near)
                           : fmt::format("known are {}", fmt::join(names, ", ")));
}

/// Adds the option at the front of `text`, and takes it away.
Result<void> add_option(std::string_view& text, TaskSpec& spec) {
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    if (equals == std::string_view::npos) {
        return base::fail(ErrorCode::kInvalid, "{}: NAME=VALUE is expected, as in retries=3",
                          base::quoted(name));
    }
    const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                    [&](const Known& option) { return option.name == name; });
    if (known == kKnown.end()) {
        return unknown_option(name);
    }
    text.remove_prefix(equals + 1);
    const auto value = take_value(name, text);
    if (!value) {
        return tl::unexpected(value.error());
    }
    if (spec.*(known->field)) {
        return base::fail(ErrorCode::kInvalid, "{} is given twice", name);
    }
    spec.*(known->field) = std::string(*value);
    return {};
}

/// What the options say must make sense before a job's line does.
Result<void> check(const TaskSpec& spec) {
    model::Policies policies;
    return model::apply_policies(spec, policies).and_then([&] {
        return spec.name ? model::check_name(*spec.name) : Result<void>();
    });
}

}  // namespace

std::optional<std::string_view> options_in(std::string_view comment) {
    comment.remove_prefix(1);
    skip_blanks(comment);
    if (!comment.starts_with(kMark)) {
        return std::nullopt;
    }
    return comment.substr(kMark.size());
}

Result<void> add_options(std::string_view text, TaskSpec& spec) {
    for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
        if (auto added = add_option(text, spec); !added) {
            return added;
        }
    }
    return check(spec);
}

}  // namespace tasksched::crontab
