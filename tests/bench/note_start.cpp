// note_start FILE LABEL: appends a line with LABEL and the nanoseconds of CLOCK_REALTIME at which
// it was started.

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>

int main(int argc, char** argv) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (argc != 3) {
        return 2;
    }
    std::array<char, 128> line{};
    const int length = std::snprintf(line.data(), line.size(), "%s %lld%09ld\n", argv[2],
                                     static_cast<long long>(now.tv_sec), now.tv_nsec);
    const int fd = ::open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    // One write of a short line appends it as a whole, whoever else does the same.
    return ::write(fd, line.data(), static_cast<std::size_t>(length)) == length ? 0 : 1;
}
