#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <string>
#include <utility>

#include "common/base/unique_fd.h"

namespace tasksched::support {

/// Holds a file that commands wait for with flock(1), thousands of them without any load.
class Gate {
  public:
    explicit Gate(std::string path) : path_(std::move(path)) {
        fd_.reset(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        EXPECT_EQ(::flock(fd_.get(), LOCK_EX), 0);
    }
    void open() { fd_.reset(); }

    /// The words of a shell that wait.
    [[nodiscard]] std::string wait() const { return "flock -s " + path_ + " true"; }

  private:
    std::string path_;
    base::UniqueFd fd_;
};

}  // namespace tasksched::support
