#include "common/schedule/every_macro.h"

#include "common/base/text.h"

namespace tasksched::schedule {

std::optional<base::Result<Period>> read_every_macro(std::string_view text) {
    constexpr std::string_view kMacro = "@every";
    const std::string_view whole = base::trim(text);
    const std::string_view word = whole.substr(0, whole.find_first_of(" \t"));
    if (!word.starts_with('@') || base::to_lower(word) != kMacro) {
        return std::nullopt;
    }
    const std::string_view length = base::trim(whole.substr(word.size()));
    if (length.empty()) {
        return base::fail(base::ErrorCode::kInvalid,
                          "cron expression {}: a duration is missing, as in '@every 15m'",
                          base::quoted(whole));
    }
    return parse_period(length).map_error([&](const base::Error& error) {
        return base::Error{
            error.code, fmt::format("cron expression {}: {}", base::quoted(whole), error.message)};
    });
}

}  // namespace tasksched::schedule
