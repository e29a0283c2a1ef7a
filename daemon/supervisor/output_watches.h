#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>

#include "daemon/supervisor/output_capture.h"
#include "daemon/supervisor/protocol/messages.h"

namespace tasksched::daemon {

/// Who waits for output of attempts that run. A watch has one answer and is gone with it. An
/// attempt that nobody watches does not know of this.
class OutputWatches {
  public:
    using Tell = std::function<void(const OutputNews&)>;

    explicit OutputWatches(Tell tell) : tell_(std::move(tell)) {}

    /// Answers at once where there is what is asked for. Otherwise `capture`, where the attempt's
    /// output goes, is watched until over(). It is widened for who waits, as long as there are few
    /// such attempts.
    void add(const WatchOutput& watch, OutputCapture& capture);

    /// The watch of that number is not answered any more.
    void remove(std::int64_t watch);

    /// The attempt has ended, and all who wait for its output are told so.
    void over(const AttemptKey& key);

    /// Nobody waits any more.
    void clear();

  private:
    struct Watched {
        OutputCapture* capture = nullptr;
        std::map<std::int64_t, std::int64_t> from;  ///< by the number of the watch
    };

    void answer(const AttemptKey& key);

    /// How many captures may be wide at a time: 32 MiB of them.
    static constexpr std::size_t kMostWide = 64;

    Tell tell_;
    std::set<AttemptKey> wide_;
    std::map<AttemptKey, Watched> watched_;
};

}  // namespace tasksched::daemon
