#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/service/operations.h"
#include "common/time/zone.h"

namespace tasksched::service::wire {

/// The version of the calls; raised where an older program would get a newer one wrong.
inline constexpr std::int64_t kCallVersion = 1;

/// How many rows a list gives at the most; a longer one is asked for page by page.
inline constexpr std::int64_t kMostRows = 1000;

/// How many tasks, and how many bytes, a stream of them may have: the daemon holds it until it is
/// whole, and then writes it in one transaction, which others wait for.
inline constexpr std::size_t kMostTasks = 10'000;
inline constexpr std::size_t kLongestCall = std::size_t{16} * 1024 * 1024;

/// Why a longer stream is refused.
tl::unexpected<base::Error> too_many_tasks();

/// What an operation does to the store.
enum class Effect { kNone, kChanges };

/// An operation that is asked for in words: a line of JSON that names it, whose tasks are meant and
/// what it is to do; the tasks to be scheduled follow as batch lines. Who asks is not among it: a
/// caller is told by the kernel (SO_PEERCRED), never by himself.
struct Call {
    std::string operation;
    Effect effect = Effect::kNone;
    std::optional<std::string> acting_for;  ///< none: the caller
    std::optional<time::Zone> zone;         ///< of times that name none; none: the daemon's

    /// Carries it out and returns the response in words.
    std::function<base::Result<std::string>(Operations&)> carry_out;
};

/// Reads a call. kInvalid says what is wrong with it; for another version, which program is the
/// older one.
base::Result<Call> decode_call(std::string words);

}  // namespace tasksched::service::wire
