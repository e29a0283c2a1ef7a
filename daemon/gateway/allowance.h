#pragma once

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "common/base/error.h"

namespace tasksched::daemon {

/// What the clients of each user take of the daemon: connections, and the bytes of requests and
/// replies that it holds for them. One user cannot use up what is there for the others.
class Allowance {
  public:
    struct Limits {
        std::size_t connections = 2048;
        std::size_t connections_of_one = 1024;
        std::size_t bytes = std::size_t{192} * 1024 * 1024;
        std::size_t bytes_of_one = std::size_t{48} * 1024 * 1024;
    };

    explicit Allowance(Limits limits) : books_(std::make_shared<Books>(limits)) {}

  private:
    struct Taken {
        std::size_t connections = 0;
        std::size_t bytes = 0;
    };
    struct Books {
        explicit Books(Limits most) : limits(most) {}
        Limits limits;
        Taken all;
        std::map<uid_t, Taken> users;
    };

  public:
    /// The share of one connection, given back at its end.
    class Share {
      public:
        Share(std::shared_ptr<Books> books, uid_t user) : books_(std::move(books)), user_(user) {}
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share();

        /// Takes note that so many bytes are held now, in place of what was held before; false,
        /// and nothing is changed, where that would be too much.
        [[nodiscard]] bool hold(std::size_t bytes);

      private:
        std::shared_ptr<Books> books_;
        uid_t user_;
        std::size_t held_ = 0;
    };

    /// kTryAgain where the user, or all of them, have as many connections as they may. `known` is
    /// the daemon's own user or root, whom others cannot keep out.
    base::Result<std::unique_ptr<Share>> let_in(uid_t user, bool known);

  private:
    std::shared_ptr<Books> books_;
};

}  // namespace tasksched::daemon
