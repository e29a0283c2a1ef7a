#include "common/schedule/day_rule.h"

#include <array>

#include "common/base/text.h"

namespace tasksched::schedule {
namespace {

constexpr std::array kPolicies{IfExcluded::kSkip, IfExcluded::kBefore, IfExcluded::kAfter};

void add_names(std::string& text, std::string_view lead, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        text += text.empty() ? "" : &name == &names.front() ? ", " : " or ";
        text += &name == &names.front() ? lead : "";
        text += name;
    }
}

}  // namespace

std::string_view to_string(IfExcluded value) {
    switch (value) {
        case IfExcluded::kSkip:
            return "skip";
        case IfExcluded::kBefore:
            return "before";
        case IfExcluded::kAfter:
            return "after";
    }
    return "?";
}

base::Result<IfExcluded> parse_if_excluded(std::string_view text) {
    for (const IfExcluded policy : kPolicies) {
        if (text == to_string(policy)) {
            return policy;
        }
    }
    return base::fail(base::ErrorCode::kInvalid, "{} is not one of skip, before, after",
                      base::quoted(text));
}

std::string describe(const DayRule& rule) {
    std::string text;
    add_names(text, "only on ", rule.only);
    add_names(text, "except ", rule.except);
    if (rule.moves()) {
        text += rule.if_excluded == IfExcluded::kBefore ? ", else the day before"
                                                        : ", else the day after";
    }
    return text;
}

}  // namespace tasksched::schedule
