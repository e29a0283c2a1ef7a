#include "tests/support/memory_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "common/base/error.h"

namespace tasksched::support {
namespace {

[[noreturn]] void give_up(const char* name) {
    throw std::runtime_error(
        fmt::format("file in memory, {}: {}", name, base::system_error_text(errno)));
}

}  // namespace

base::UniqueFd memory_file(const char* name, std::string_view content) {
    base::UniqueFd file(::memfd_create(name, MFD_CLOEXEC));
    if (!file) {
        give_up(name);
    }
    while (!content.empty()) {
        const ssize_t written = ::write(file.get(), content.data(), content.size());
        if (written < 0) {
            give_up(name);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

std::string content_of(const base::UniqueFd& file) {
    std::string content;
    std::array<char, 16384> block{};
    ssize_t got = 0;
    while ((got = ::pread(file.get(), block.data(), block.size(),
                          static_cast<off_t>(content.size()))) > 0) {
        content.append(block.data(), static_cast<std::size_t>(got));
    }
    return content;
}

}  // namespace tasksched::support
