#include "common/schedule/written_fields.h"

#include "common/base/text.h"

namespace tasksched::schedule {

bool is_written_with_step(const CronExpression& cron, CronField field) {
    constexpr std::size_t kMostFields = 6;
    const auto words = base::split(cron.text(), ' ');
    const std::size_t left_out = kMostFields - words.size();  // the second, of five fields
    const auto place = static_cast<std::size_t>(field);
    if (words.size() < kMostFields - 1 || place < left_out) {
        return false;
    }
    return words[place - left_out].find('/') != std::string_view::npos;
}

}  // namespace tasksched::schedule
