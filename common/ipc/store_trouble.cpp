#include "common/ipc/store_trouble.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string_view>
#include <vector>

#include "common/base/text.h"
#include "common/ipc/text_hash.h"

namespace tasksched::ipc {

namespace {

constexpr char kName[] = "tasksched-store-trouble";
constexpr std::string_view kLink = "/memfd:tasksched-store-trouble";

/// The note has always the same length, so that each write replaces the one before as a whole.
constexpr std::size_t kNoteSize = 1024;
constexpr std::size_t kLongestError = 800;

/// A read that meets a write is made again.
constexpr int kReads = 100;

/// The hash of the rest, which tells a note from one that is half replaced; then the fields, each
/// after a tab; no fields where all is well.
std::string note_of(const std::optional<StoreTrouble>& trouble) {
    std::string fields;
    if (trouble) {
        fields = fmt::format("\t{}\t{}\t{}\t{}\t{}\t{}", trouble->since.time_since_epoch().count(),
                             trouble->last.time_since_epoch().count(), trouble->failures,
                             trouble->down ? 1 : 0, trouble->held,
                             base::escape_control(trouble->error.substr(0, kLongestError)));
        fields.resize(std::min(fields.size(), kNoteSize - 17));
    }
    std::string note = fmt::format("{:016x}{}\n", text_hash(fields), fields);
    note.resize(kNoteSize, '\0');
    return note;
}

/// The fields of a whole note; none where it is none, or half replaced.
std::optional<std::vector<std::string_view>> fields_of(std::string_view note) {
    const std::string_view line = note.substr(0, note.find('\n'));
    if (line.size() < 16) {
        return std::nullopt;
    }
    const std::string_view text = line.substr(16);
    std::uint64_t hash = 0;
    const auto read = std::from_chars(line.data(), line.data() + 16, hash, 16);
    if (read.ptr != line.data() + 16 || hash != text_hash(text)) {
        return std::nullopt;
    }
    return base::split(text, '\t');
}

std::optional<StoreTrouble> trouble_of(const std::vector<std::string_view>& fields) {
    if (fields.size() < 7) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t field) {
        return base::parse_integer(fields[field]).value_or(0);
    };
    const auto instant = [&](std::size_t field) {
        return time::Instant(std::chrono::microseconds(number(field)));
    };
    return StoreTrouble{.since = instant(1),
                        .last = instant(2),
                        .failures = number(3),
                        .down = number(4) != 0,
                        .held = number(5),
                        .error = std::string(fields[6])};
}

/// The descriptor of that process that is its note.
base::UniqueFd open_note(std::int64_t pid) {
    const std::string directory = fmt::format("/proc/{}/fd", pid);
    const std::unique_ptr<DIR, int (*)(DIR*)> descriptors(::opendir(directory.c_str()),
                                                          &::closedir);
    if (!descriptors) {
        return {};
    }
    while (const dirent* entry = ::readdir(descriptors.get())) {
        std::array<char, 64> target{};
        const std::string path = fmt::format("{}/{}", directory, entry->d_name);
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        if (size > 0 &&
            std::string_view(target.data(), static_cast<std::size_t>(size)).starts_with(kLink)) {
            return base::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        }
    }
    return {};
}

}  // namespace

base::Result<TroubleNote> TroubleNote::create() {
    base::UniqueFd fd(::memfd_create(kName, MFD_CLOEXEC));
    if (!fd) {
        return base::fail(base::ErrorCode::kFailed, "cannot make a file in memory: {}",
                          base::system_error_text(errno));
    }
    TroubleNote note(std::move(fd));
    note.write(std::nullopt);
    return note;
}

void TroubleNote::write(const std::optional<StoreTrouble>& trouble) const {
    const std::string note = note_of(trouble);
    [[maybe_unused]] const ssize_t written = ::pwrite(fd_.get(), note.data(), note.size(), 0);
}

std::optional<StoreTrouble> read_trouble(std::int64_t pid) {
    const base::UniqueFd note = open_note(pid);
    for (int i = 0; note && i < kReads; ++i) {
        std::array<char, kNoteSize> bytes{};
        if (::pread(note.get(), bytes.data(), bytes.size(), 0) !=
            static_cast<ssize_t>(bytes.size())) {
            return std::nullopt;
        }
        if (const auto fields = fields_of(std::string_view(bytes.data(), bytes.size()))) {
            return trouble_of(*fields);
        }
    }
    return std::nullopt;
}

}  // namespace tasksched::ipc
