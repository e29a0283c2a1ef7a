#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/commands/live_output.h"
#include "cli/commands/output_printer.h"
#include "cli/session.h"
#include "common/base/error.h"
#include "common/ipc/runtime.h"
#include "common/service/service.h"

namespace tasksched::cli::commands {

/// Prints what a run writes, attempt after attempt, as it comes, until the run is over: what has
/// ended from the store, what runs from the daemon, and its rest from the store again, each byte
/// once. With --json an object for each attempt, when it has ended.
class Follower {
  public:
    /// The session and the service on its store outlive the object.
    Follower(Session& session, service::Operations& service, const ipc::RuntimePaths& paths,
             model::RunId run);

    /// Returns the exit status; kTryAgain where no daemon carries the run out: at once where there
    /// is none at first, after a minute where it is gone.
    base::Result<int> follow();

  private:
    /// What came of asking for live output.
    enum class Heard {
        kNothing,  ///< nobody tells of it, and the store may have news
        kSome,     ///< it goes on
    };

    base::Result<void> print_ended(const service::RunDetails& details);
    base::Result<Heard> hear(int attempt);
    base::Result<void> look_for_daemon(const model::Run& run);
    void begin(int attempt);
    void complain(const std::string& about);

    Session& session_;
    service::Operations& service_;
    model::RunId run_;
    LiveOutput live_;
    OutputPrinter printer_;
    int next_ = 1;     ///< the first attempt that is not printed to its end
    int current_ = 0;  ///< the one that is being printed
    bool seen_daemon_ = false;
    std::optional<std::chrono::steady_clock::time_point> alone_since_;
    std::optional<std::chrono::steady_clock::time_point> unheard_since_;
    bool complained_ = false;
};

}  // namespace tasksched::cli::commands
