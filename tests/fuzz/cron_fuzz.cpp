#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/text.h"
#include "common/schedule/cron.h"
#include "tests/fuzz/fuzzing.h"

// Any text is either refused with a message in one line that quotes it, names the field and says
// what is allowed there, or read; what was read is read back from its own text as the same, and its
// next times are found and rise. No input takes more than 10 ms.

namespace {

using tasksched::base::Error;
using tasksched::fuzz::require;
using tasksched::schedule::CronExpression;
using tasksched::time::Second;
using tasksched::time::Zone;

constexpr std::array<std::string_view, 6> kFields{"second",       "minute", "hour",
                                                  "day of month", "month",  "day of week"};

/// What a message about a field says is right there.
constexpr std::array<std::string_view, 8> kAllowed{
    "is outside ", "allowed are ", "expected ", "write ", "stands after ", "Write it as in "};

/// How messages about the form of the whole expression begin.
constexpr std::array<std::string_view, 6> kForms{
    "it has ",      "no such macro; known are ",        "it is empty; expected five fields",
    "it is longer", "a period is no cron expression; ", "it never comes: no date has such a "};

void check_message(std::string_view text, const Error& error) {
    const std::string_view message = error.message;
    require(error.code == tasksched::base::ErrorCode::kInvalid, "another error than kInvalid");
    require(message.find('\n') == std::string_view::npos, "a message of several lines");
    const std::string begin =
        "cron expression " + tasksched::base::quoted(tasksched::base::trim(text)) + ": ";
    require(message.starts_with(begin), "a message that does not quote the expression");
    const std::string_view rest = message.substr(begin.size());
    const auto begins = [&](std::string_view words) { return rest.starts_with(words); };
    const auto contains = [&](std::string_view words) {
        return !words.empty() && rest.find(words) != std::string_view::npos;
    };
    if (std::any_of(kForms.begin(), kForms.end(), begins)) {
        return;
    }
    require(std::any_of(kFields.begin(), kFields.end(), begins), "a message that names no field");
    require(std::any_of(kAllowed.begin(), kAllowed.end(), contains),
            "a message that does not say what is allowed");
}

void check_next_times(const CronExpression& cron, const Zone& zone, Second after) {
    constexpr int kTimes = 5;
    for (int i = 0; i < kTimes; ++i) {
        const auto next = cron.next(after, zone);
        require(cron.at_reboot() ? !next : next && *next > after, "a next time that is none");
        if (!next) {
            return;
        }
        after = *next;
    }
}

void check(std::string_view text) {
    static const Zone kLordHowe = Zone::load("Australia/Lord_Howe").value_or(Zone());
    constexpr Second kBeforeAChange{std::chrono::seconds{1'790'900'000}};
    const auto cron = CronExpression::parse(text, text.size());
    if (!cron) {
        check_message(text, cron.error());
        return;
    }
    const auto again = CronExpression::parse(cron->text());
    require(again && *again == *cron && again->text() == cron->text(),
            "a text that is read back as another expression");
    check_next_times(*cron, kLordHowe, kBeforeAChange);
    check_next_times(*cron, Zone(), Second{});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tasksched::fuzz::within_time_limit([text] { check(text); });
    return 0;
}
