#include "common/time/zone_database.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tasksched::time {
namespace {

namespace fs = std::filesystem;

/// Copies of all zones, which nothing here reads.
bool is_a_copy_of_all(const fs::path& folder) {
    return folder.filename() == "posix" || folder.filename() == "right";
}

/// What tells the files of two databases apart, whatever the order in which they are found.
struct Sums {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t times = 0;  ///< of the last change of each, in nanoseconds
    std::uint64_t inodes = 0;

    void add(const std::string& path) {
        struct stat status {};
        if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
            return;
        }
        constexpr std::uint64_t kNanoseconds = 1'000'000'000;
        ++files;
        bytes += static_cast<std::uint64_t>(status.st_size);
        times += static_cast<std::uint64_t>(status.st_mtim.tv_sec) * kNanoseconds +
                 static_cast<std::uint64_t>(status.st_mtim.tv_nsec);
        inodes += status.st_ino;
    }
};

}  // namespace

std::string zone_file(std::string_view name) {
    const char* const folder = std::getenv("TZDIR");
    const bool is_given = folder != nullptr && *folder == '/';
    return fmt::format("{}/{}", is_given ? folder : "/usr/share/zoneinfo", name);
}

std::string zone_rules_stamp() {
    Sums sums;
    std::error_code error;
    for (fs::recursive_directory_iterator found(zone_file(""), error), end; !error && found != end;
         found.increment(error)) {
        if (found.depth() == 0 && is_a_copy_of_all(found->path())) {
            found.disable_recursion_pending();
        } else {
            sums.add(found->path().string());
        }
    }
    return sums.files == 0 ? std::string()
                           : fmt::format("{} files, {} bytes, {:x}, {:x}", sums.files, sums.bytes,
                                         sums.times, sums.inodes);
}

}  // namespace tasksched::time
