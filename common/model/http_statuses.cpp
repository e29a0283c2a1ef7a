#include "common/model/http_statuses.h"

#include <vector>

#include "common/model/number_ranges.h"

namespace tasksched::model {

namespace {

constexpr NumberList kStatusList{
    .least = 200, .most = 599, .one = "a status", .example = "200-299,404"};

}  // namespace

HttpStatuses HttpStatuses::successes() {
    HttpStatuses statuses;
    for (std::size_t status = 200; status < 300; ++status) {
        statuses.statuses_.set(status);
    }
    return statuses;
}

base::Result<HttpStatuses> HttpStatuses::parse(std::string_view text) {
    return parse_ranges(text, kStatusList).map([](const std::vector<NumberRange>& ranges) {
        HttpStatuses statuses;
        for (const NumberRange& range : ranges) {
            for (std::int64_t number = range.first; number <= range.last; ++number) {
                statuses.statuses_.set(static_cast<std::size_t>(number));
            }
        }
        return statuses;
    });
}

bool HttpStatuses::contains(int status) const {
    return status >= kStatusList.least && status <= kStatusList.most &&
           statuses_.test(static_cast<std::size_t>(status));
}

bool HttpStatuses::has_redirect() const {
    for (std::size_t status = 300; status < 400; ++status) {
        if (statuses_.test(status)) {
            return true;
        }
    }
    return false;
}

std::string HttpStatuses::text() const { return ranges_text(statuses_); }

}  // namespace tasksched::model
