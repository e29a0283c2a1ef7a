#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::time {
namespace {

using std::chrono::days;
using std::chrono::seconds;

/// `fraction` stands between the seconds and the offset: "" or ".000125".
std::string format_with_fraction(Second instant, const Zone& zone, std::string_view fraction) {
    constexpr seconds kMinute{60};
    Local local = zone.local_time(instant);
    seconds offset = local.time_since_epoch() - instant.time_since_epoch();
    bool utc = zone.name() == "UTC" || zone.name() == "Etc/UTC";
    if (offset % kMinute != seconds{0}) {
        // RFC 3339 has whole minutes only; offsets like -00:44:30 ended in 1972.
        local = Local{instant.time_since_epoch()};
        offset = seconds{0};
        utc = true;
    }
    const auto day = std::chrono::floor<days>(local);
    const std::chrono::hh_mm_ss time{local - day};
    std::string text =
        fmt::format("{}T{:02}:{:02}:{:02}{}", format_date(std::chrono::year_month_day{day}),
                    time.hours().count(), time.minutes().count(), time.seconds().count(), fraction);
    if (utc) {
        return text + "Z";
    }
    const std::chrono::hh_mm_ss apart{std::chrono::abs(offset)};
    return text + fmt::format("{}{:02}:{:02}", offset < seconds{0} ? '-' : '+',
                              apart.hours().count(), apart.minutes().count());
}

/// `duration`, which is not negative, in its two largest units: "3d4h", "2h30m", "45s".
std::string format_roughly(seconds duration) {
    constexpr std::array<seconds, 3> kUnits{days{1}, std::chrono::hours{1},
                                            std::chrono::minutes{1}};
    constexpr std::array<seconds, 3> kParts{std::chrono::hours{1}, std::chrono::minutes{1},
                                            seconds{1}};
    for (std::size_t i = 0; i < kUnits.size(); ++i) {
        if (duration >= kUnits[i]) {
            return format_duration(duration - duration % kParts[i]);
        }
    }
    return format_duration(duration);
}

}  // namespace

std::string format_date(std::chrono::year_month_day date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string format_time(Second instant, const Zone& zone) {
    return format_with_fraction(instant, zone, "");
}

std::string format_instant(Instant instant, const Zone& zone) {
    const Second second = floor_second(instant);
    const auto rest = (instant - second).count();
    return format_with_fraction(second, zone,
                                rest == 0 ? std::string() : fmt::format(".{:06}", rest));
}

std::string format_relative(Second instant, Second now) {
    if (instant == now) {
        return "now";
    }
    return instant > now ? fmt::format("in {}", format_roughly(instant - now))
                         : fmt::format("{} ago", format_roughly(now - instant));
}

}  // namespace tasksched::time
