#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::daemon {

/// The process in the background, seen from itself: it owes the one in the foreground a word.
class Detachment {
  public:
    /// Goes into the background, in a session of its own with / as working directory. Standard
    /// input becomes /dev/null; standard output and error go to the end of the file `log_path`,
    /// which is made with mode 0600 where there is none. Before any thread is started and any
    /// database opened.
    ///
    /// Returns twice. In the background: an object. In the foreground: null once the background
    /// said ready(), and then nothing is left to do but to exit with 0; or the error that it
    /// failed() with, or that it ended without a word.
    static base::Result<std::unique_ptr<Detachment>> begin(const std::string& log_path);

    /// The service is up; the process in the foreground exits with 0.
    void ready();

    /// The service will not come up; the process in the foreground says why and exits.
    void failed(const base::Error& error);

  private:
    explicit Detachment(base::UniqueFd foreground) : foreground_(std::move(foreground)) {}

    void report(const base::Error* error);

    base::UniqueFd foreground_;
};

}  // namespace tasksched::daemon
