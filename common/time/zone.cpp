#include "common/time/zone.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <utility>

#include "common/base/text.h"
#include "common/time/host_zone.h"
#include "common/time/zone_names.h"

namespace tasksched::time {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::seconds;

constexpr std::string_view kUtc = "UTC";

absl::Time to_absl(Second instant) {
    return absl::FromUnixSeconds(instant.time_since_epoch().count());
}

Second from_absl(absl::Time instant) { return Second{seconds{absl::ToUnixSeconds(instant)}}; }

absl::CivilSecond to_absl(Local local) {
    return absl::CivilSecond(1970, 1, 1) + local.time_since_epoch().count();
}

LocalKind kind_of(absl::TimeZone::TimeInfo::CivilKind kind) {
    switch (kind) {
        case absl::TimeZone::TimeInfo::SKIPPED:
            return LocalKind::kSkipped;
        case absl::TimeZone::TimeInfo::REPEATED:
            return LocalKind::kRepeated;
        case absl::TimeZone::TimeInfo::UNIQUE:
            break;
    }
    return LocalKind::kUnique;
}

int offset_at(const absl::TimeZone& zone, Second instant) {
    return zone.At(to_absl(instant)).offset;
}

/// The next change of the offset among those that the zone's table holds: some 400 years.
std::optional<Second> next_in_table(const absl::TimeZone& zone, Second after) {
    absl::Time from = to_absl(after);
    absl::TimeZone::CivilTransition transition;
    while (zone.NextTransition(from, &transition)) {
        const absl::Time change = zone.At(transition.to).trans;
        if (transition.from != transition.to) {
            return from_absl(change);
        }
        from = change;  // only the name changed
    }
    return std::nullopt;
}

/// How often the zones were forgotten.
std::atomic<unsigned> forgotten{0};

/// A name of the zone's file that Abseil has not heard since then: it keeps all that it has read,
/// by name, for the life of the process.
std::string new_name(std::string_view name) {
    std::string path;
    for (unsigned times = forgotten; times > 0; --times) {
        path += "./";
    }
    return path.append(name);
}

/// What to say of a name that is no zone.
std::string hint_for(std::string_view name) {
    if (const auto meant = suggest_zone(name)) {
        return fmt::format("did you mean {}?", *meant);
    }
    return "expected a name such as Europe/Paris or UTC";
}

}  // namespace

struct Zone::Data {
    std::string name;
    absl::TimeZone zone;
};

Zone::Zone() {
    static const auto kUtcData =
        std::make_shared<const Data>(Data{std::string(kUtc), absl::UTCTimeZone()});
    data_ = kUtcData;
}

Zone::Zone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

Result<Zone> Zone::load(std::string_view name) {
    if (name == kUtc) {
        return Zone();
    }
    // Only names reach Abseil: it would also read paths and forms of its own
    // ("Fixed/UTC+01:00:00").
    absl::TimeZone zone;
    if (!is_zone_name(name) || !absl::LoadTimeZone(new_name(name), &zone)) {
        return base::fail(ErrorCode::kInvalid, "time zone {} is not in the time zone database; {}",
                          base::quoted(name), hint_for(name));
    }
    return Zone(std::make_shared<const Data>(Data{std::string(name), zone}));
}

void Zone::forget_all() { ++forgotten; }

Zone Zone::host() {
    const char* variable = std::getenv("TZ");
    return host_zone(
        {.variable = variable == nullptr ? std::nullopt : std::optional<std::string>(variable),
         .link = "/etc/localtime",
         .file = "/etc/timezone"});
}

const std::string& Zone::name() const { return data_->name; }

LocalMoment Zone::to_local(Second instant) const {
    const auto info = data_->zone.At(to_absl(instant));
    return {.local = Local{instant.time_since_epoch() + seconds{info.offset}},
            .utc_offset = seconds{info.offset},
            .abbreviation = info.zone_abbr};
}

Local Zone::local_time(Second instant) const {
    return Local{instant.time_since_epoch() + seconds{offset_at(data_->zone, instant)}};
}

LocalLookup Zone::lookup(Local local) const {
    const auto info = data_->zone.At(to_absl(local));
    return {.kind = kind_of(info.kind),
            .before = from_absl(info.pre),
            .change = from_absl(info.trans),
            .after = from_absl(info.post)};
}

std::optional<Second> Zone::next_change(Second after) const {
    constexpr std::chrono::days kCycle{146'097};  // 400 Gregorian years; rules repeat after them
    constexpr int kMostTries = 16;                // changes; a year has up to four
    constexpr Second kSafelyInTable = std::chrono::sys_days{std::chrono::year{2400} / 1 / 1};
    if (const auto change = next_in_table(data_->zone, after)) {
        return change;
    }
    seconds shift{0};
    while (after - shift >= kSafelyInTable) {
        shift += kCycle;
    }
    std::optional<Second> earlier = after - shift;
    for (int tries = kMostTries; tries > 0 && earlier; --tries) {
        earlier = next_in_table(data_->zone, *earlier);
        // It may be one of rules that ended, which does not come again.
        const auto change = earlier ? std::optional(*earlier + shift) : std::nullopt;
        if (change &&
            offset_at(data_->zone, *change) != offset_at(data_->zone, *change - seconds{1})) {
            return change;
        }
    }
    return std::nullopt;
}

}  // namespace tasksched::time
