#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/unique_fd.h"

namespace tasksched::support {

/// What a disk would hold of the files that a process writes, had the power gone: what was synced,
/// and nothing else. What a failed sync was to carry is lost, as with Linux, which takes the pages
/// for clean after it (fsync(2), EIO). Names are taken for durable.
class DurableImage {
  public:
    /// Begins with a file: what it holds now is durable. A file that it has already is passed over.
    void add(const std::string& path);

    void written(const std::string& path, std::int64_t offset, std::int64_t bytes);
    void synced(const std::string& path);
    void sync_failed(const std::string& path);

    /// Makes all files hold what is durable.
    void restore();

  private:
    using FileId = std::pair<dev_t, ino_t>;
    struct File {
        base::UniqueFd fd;  ///< its own; never closed, since that would drop the engine's locks
        std::string durable;
        std::vector<std::pair<std::int64_t, std::int64_t>> unsynced;  ///< offset and length
    };

    File* find(const std::string& path);

    std::map<FileId, File> files_;
};

}  // namespace tasksched::support
