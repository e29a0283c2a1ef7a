#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/time/clock.h"

namespace tasksched::time {

/// What a wall clock in some zone shows: a date and a time of day, without the zone.
using Local = std::chrono::local_seconds;

/// What stands behind a local time.
enum class LocalKind {
    kUnique,    ///< one instant
    kSkipped,   ///< none: the clock was moved forward over it
    kRepeated,  ///< two: the clock was moved back over it
};

/// The instants of a local time. Unique: all three are the same. Otherwise `before` reads it with
/// the offset before the change, `after` with the offset after it, and `change` is the instant of
/// the change. Skipped: after < change <= before. Repeated: before < change <= after.
struct LocalLookup {
    LocalKind kind = LocalKind::kUnique;
    Second before;
    Second change;
    Second after;
};

/// An instant as a wall clock shows it.
struct LocalMoment {
    Local local;
    std::chrono::seconds utc_offset{0};
    std::string abbreviation;  ///< "CEST"
};

/// A time zone of the IANA database, read from the system's tzdata. Cheap to copy; safe to share
/// between threads. A file is read once, until forget_all().
class Zone {
  public:
    /// UTC.
    Zone();

    /// The zone of that name ("Europe/Paris", "UTC"). kInvalid for a name that is not in the
    /// database, for paths, and for POSIX forms such as "EST5EDT4,M3.2.0"; the message names the
    /// zone that was probably meant.
    static base::Result<Zone> load(std::string_view name);

    /// Zones that are loaded from now on are read anew, as after an update of tzdata; those that
    /// exist keep their rules.
    static void forget_all();

    /// The host's zone: TZ where it names a zone, else what /etc/localtime or /etc/timezone name,
    /// else UTC.
    static Zone host();

    [[nodiscard]] const std::string& name() const;

    [[nodiscard]] LocalMoment to_local(Second instant) const;
    [[nodiscard]] Local local_time(Second instant) const;  ///< as to_local, and cheaper
    [[nodiscard]] LocalLookup lookup(Local local) const;

    /// The first instant after `after` at which the offset to UTC changes; none where it stays.
    [[nodiscard]] std::optional<Second> next_change(Second after) const;

    friend bool operator==(const Zone& a, const Zone& b) { return a.name() == b.name(); }

  private:
    struct Data;
    explicit Zone(std::shared_ptr<const Data> data);

    std::shared_ptr<const Data> data_;
};

}  // namespace tasksched::time
