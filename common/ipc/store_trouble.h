#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/time/clock.h"

namespace tasksched::ipc {

/// A daemon's word on a store that fails: no space, input or output.
struct StoreTrouble {
    time::Instant since{};      ///< the first failure
    time::Instant last{};       ///< and the last one
    std::int64_t failures = 0;  ///< from the one to the other
    bool down = false;          ///< nothing can be written at the moment
    std::int64_t held = 0;      ///< what became of so many runs waits in memory to be recorded
    std::string error;          ///< what the last failure said, cut where it is long

    friend bool operator==(const StoreTrouble&, const StoreTrouble&) = default;
};

/// Where a daemon says so. What is wrong with the disk must not keep it from that, so it is a file
/// in memory (memfd_create(2)), which others find among the daemon's descriptors, and which is gone
/// with it.
class TroubleNote {
  public:
    /// One a process.
    static base::Result<TroubleNote> create();

    /// Replaces what it says; none: all is well. Readers see the one or the other.
    void write(const std::optional<StoreTrouble>& trouble) const;

  private:
    explicit TroubleNote(base::UniqueFd fd) : fd_(std::move(fd)) {}

    base::UniqueFd fd_;
};

/// What the daemon of that pid says. None where all is well, and where the caller may not look: the
/// daemon is another user's.
std::optional<StoreTrouble> read_trouble(std::int64_t pid);

}  // namespace tasksched::ipc
