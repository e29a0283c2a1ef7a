#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/unique_fd.h"
#include "common/model/run.h"
#include "daemon/supervisor/protocol/messages.h"

namespace tasksched::daemon {

/// What the supervisor knows of attempts: which run, and the ends that the daemon has not
/// acknowledged. Up to a limit the ends are in memory; what comes beyond stands in a file without a
/// name, which is gone with the process. Where that cannot be written, they stay in memory: an end
/// is never lost for want of space.
class Ledger {
  public:
    /// `memory_limit` in bytes; `directory` is where the file is made when it is needed.
    Ledger(std::size_t memory_limit, std::string directory);

    /// Adds an attempt that is about to start; false where it is known already.
    bool begin(const AttemptKey& key);

    /// Notes the process of an attempt that runs.
    void started(const AttemptKey& key, const model::ProcessIdentity& process);

    /// Keeps the end of an attempt that runs.
    void ended(const Ended& end);

    /// The end of an attempt, as encode() gives it; none where it is not known or still runs.
    [[nodiscard]] std::optional<std::string> end_of(const AttemptKey& key) const;

    /// Forgets an attempt that has ended; one that runs stays.
    void forget(const AttemptKey& key);

    [[nodiscard]] std::vector<AttemptKey> known() const;
    [[nodiscard]] std::vector<AttemptKey> all_ended() const;
    [[nodiscard]] std::vector<Started> all_started() const;
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t running() const { return entries_.size() - ended_; }
    [[nodiscard]] std::size_t bytes_in_memory() const { return in_memory_; }

  private:
    struct Running {
        std::optional<model::ProcessIdentity> process;
    };
    struct InFile {
        std::int64_t offset = 0;
        std::size_t size = 0;
    };
    using Entry = std::variant<Running, std::string, InFile>;

    std::optional<InFile> write_to_file(const std::string& bytes);
    bool open_file();

    std::size_t memory_limit_;
    std::string directory_;
    std::map<AttemptKey, Entry> entries_;
    std::size_t ended_ = 0;
    std::size_t in_memory_ = 0;
    std::size_t in_file_ = 0;  ///< entries there
    base::UniqueFd file_;
    std::int64_t file_end_ = 0;
};

}  // namespace tasksched::daemon
