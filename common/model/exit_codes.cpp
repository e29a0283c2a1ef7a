#include "common/model/exit_codes.h"

#include <vector>

#include "common/model/number_ranges.h"

namespace tasksched::model {

namespace {

constexpr NumberList kExitCodeList{
    .least = 1, .most = 255, .one = "an exit status", .example = "75 or 2,64-78"};

}  // namespace

base::Result<ExitCodes> ExitCodes::parse(std::string_view text) {
    return parse_ranges(text, kExitCodeList).map([](const std::vector<NumberRange>& ranges) {
        ExitCodes codes;
        for (const NumberRange& range : ranges) {
            for (std::int64_t number = range.first; number <= range.last; ++number) {
                codes.codes_.set(static_cast<std::size_t>(number));
            }
        }
        return codes;
    });
}

bool ExitCodes::contains(int code) const {
    return code >= kExitCodeList.least && code <= kExitCodeList.most &&
           codes_.test(static_cast<std::size_t>(code));
}

std::string ExitCodes::text() const { return ranges_text(codes_); }

}  // namespace tasksched::model
