#include "common/launch/standard_input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace tasksched::launch {
namespace {

using base::UniqueFd;
using Opened = tl::expected<UniqueFd, LaunchFailure>;

Opened file_with(const std::string& text) {
    UniqueFd file(::memfd_create("tasksched-stdin", MFD_CLOEXEC));
    if (!file) {
        return tl::unexpected(system_failure("make a file for standard input", errno));
    }
    const ssize_t written = ::pwrite(file.get(), text.data(), text.size(), 0);
    if (written != static_cast<ssize_t>(text.size())) {
        return tl::unexpected(
            system_failure("write the file for standard input", written < 0 ? errno : ENOMEM));
    }
    return file;
}

}  // namespace

Opened open_standard_input(const std::optional<std::string>& text) {
    if (text) {
        return file_with(*text);
    }
    UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null) {
        return tl::unexpected(system_failure("open /dev/null", errno));
    }
    return null;
}

}  // namespace tasksched::launch
