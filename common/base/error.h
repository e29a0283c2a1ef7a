#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tasksched::base {

/// What kind of thing went wrong; each kind is one exit status of the command (CLI.md).
enum class ErrorCode {
    kFailed = 1,        ///< the operation failed
    kInvalid = 2,       ///< wrong usage, or a value that is not allowed
    kNotFound = 3,      ///< no such task or run
    kNotPermitted = 4,  ///< the principal may not do that
    kTryAgain = 75,     ///< the store is busy or not reachable; the same call may succeed later
};

/// A failure that the outside world caused. `message` is one line without a trailing period, fit
/// for a person: what, where, what was expected, and how to mend it.
struct Error {
    ErrorCode code = ErrorCode::kFailed;
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

/// The exit status that CLI.md gives to `code`.
int exit_status(ErrorCode code);

/// The description of the system error `number` (as in errno), without a number.
std::string system_error_text(int number);

/// Makes the error side of a Result: `return fail(ErrorCode::kInvalid, "count: {} is negative",
/// n)`.
template <typename... Args>
tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace tasksched::base
