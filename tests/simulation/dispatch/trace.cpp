#include "tests/simulation/dispatch/trace.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/time/time_text.h"

namespace tasksched::simulation {
namespace {

constexpr std::array<std::string_view, kSteps> kWords{
    "a handler of the daemon ran",
    "the store carried out what was submitted",
    "the store failed",
    "the supervisor read an order",
    "a process was started",
    "the supervisor saw the end of a process",
    "the supervisor told an end",
    "the daemon read a report",
    "the daemon found a supervisor",
    "a run was recorded",
    "an event",
    "time passed",
    "the daemon was killed",
    "the supervisor was killed",
    "the machine was restarted",
    "a daemon was started",
    "the clock was set",
};

/// FNV-1a.
void mix(std::uint64_t& hash, std::int64_t value) {
    for (int shift = 0; shift < 64; shift += 16) {
        hash ^= (static_cast<std::uint64_t>(value) >> shift) & 0xffffU;
        hash *= 0x100000001b3;
    }
}

}  // namespace

std::string_view to_string(Step step) { return kWords.at(static_cast<std::size_t>(step)); }

void Trace::add(time::Instant at, Step step, std::int64_t subject, std::int64_t detail) {
    entries_.at(static_cast<std::size_t>(length_) % entries_.size()) = {at, step, subject, detail};
    ++length_;
    ++counts_.at(static_cast<std::size_t>(step));
    mix(hash_, at.time_since_epoch().count());
    mix(hash_, static_cast<std::int64_t>(step));
    mix(hash_, subject);
    mix(hash_, detail);
}

std::string Trace::last() const {
    std::string text;
    const auto size = static_cast<std::int64_t>(entries_.size());
    for (std::int64_t i = std::max<std::int64_t>(0, length_ - size); i < length_; ++i) {
        const Entry& entry = entries_.at(static_cast<std::size_t>(i % size));
        text += fmt::format("  {} {}: {} {} {}\n", i, time::format_instant(entry.at, time::Zone()),
                            to_string(entry.step), entry.subject, entry.detail);
    }
    return text;
}

}  // namespace tasksched::simulation
