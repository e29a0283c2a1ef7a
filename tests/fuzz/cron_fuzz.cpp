#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/schedule/cron.h"

// Any text is either refused with a message in one line or read; what was read is read back from
// its own text as the same, and its next times are found and rise.

namespace {

using tasksched::schedule::CronExpression;
using tasksched::time::Second;
using tasksched::time::Zone;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_next_times(const CronExpression& cron, const Zone& zone, Second after) {
    constexpr int kTimes = 5;
    for (int i = 0; i < kTimes; ++i) {
        const auto next = cron.next(after, zone);
        require(cron.at_reboot() ? !next : next && *next > after);
        if (!next) {
            return;
        }
        after = *next;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Zone kLordHowe = Zone::load("Australia/Lord_Howe").value_or(Zone());
    constexpr Second kBeforeAChange{std::chrono::seconds{1'790'900'000}};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cron = CronExpression::parse(text, size);
    if (!cron) {
        require(!cron.error().message.empty());
        require(cron.error().message.find('\n') == std::string::npos);
        return 0;
    }
    const auto again = CronExpression::parse(cron->text());
    require(again && *again == *cron && again->text() == cron->text());
    check_next_times(*cron, kLordHowe, kBeforeAChange);
    check_next_times(*cron, Zone(), Second{});
    return 0;
}
