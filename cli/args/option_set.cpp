#include "cli/args/option_set.h"

#include <algorithm>

namespace tasksched::cli {

void OptionSet::flag(std::string_view name, bool& field, std::string_view help, char letter) {
    options_.push_back(
        {.name = name, .metavar = {}, .help = help, .group = group_, .field = &field});
    options_.back().kind = model::OptionKind::kFlag;
    options_.back().letter = letter;
}

void OptionSet::help_flag(bool& field) {
    help_ = options_.size();
    flag("--help", field, "print this help");
    options_.back().letter = 'h';
}

void OptionSet::value(std::string_view name, std::string_view metavar,
                      std::optional<std::string>& field, std::string_view help, Empty empty) {
    options_.push_back({.name = name,
                        .metavar = metavar,
                        .help = help,
                        .group = group_,
                        .field = &field,
                        .empty = empty});
}

void OptionSet::list(std::string_view name, std::string_view metavar,
                     std::vector<std::string>& field, std::string_view help) {
    options_.push_back(
        {.name = name, .metavar = metavar, .help = help, .group = group_, .field = &field});
    options_.back().kind = model::OptionKind::kList;
}

void OptionSet::typed(std::string_view name, const model::TypeOption& option,
                      model::GivenOptions& given) {
    Option added{.name = name,
                 .metavar = option.metavar,
                 .help = option.help,
                 .group = group_,
                 .field = &given,
                 .empty = Empty::kAllowed,
                 .kind = option.kind};
    const auto known = std::find_if(options_.begin(), options_.end(),
                                    [&](const Option& other) { return other.name == name; });
    if (known != options_.end()) {
        added.is_known = true;
        known->kind = std::max(known->kind, option.kind);
    }
    options_.push_back(added);
}

void OptionSet::operand(std::string_view metavar, std::string& field, std::string_view help) {
    options_.push_back({.name = {},
                        .metavar = metavar,
                        .help = help,
                        .group = group_,
                        .field = &field,
                        .need = Need::kRequired});
}

void OptionSet::operand(std::string_view metavar, std::optional<std::string>& field,
                        std::string_view help) {
    options_.push_back(
        {.name = {}, .metavar = metavar, .help = help, .group = group_, .field = &field});
}

void OptionSet::operands(std::string_view metavar, Need need, std::vector<std::string>& field,
                         std::string_view help) {
    options_.push_back({.name = {},
                        .metavar = metavar,
                        .help = help,
                        .group = group_,
                        .field = &field,
                        .need = need,
                        .kind = model::OptionKind::kList});
}

void OptionSet::words(std::string_view metavar, std::vector<std::string>& field,
                      std::string_view help) {
    words_ = Option{.name = {}, .metavar = metavar, .help = help, .group = group_, .field = &field};
    words_->kind = model::OptionKind::kList;
}

const Option* OptionSet::help() const { return help_ ? &options_[*help_] : nullptr; }

}  // namespace tasksched::cli
