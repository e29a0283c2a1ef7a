#include "common/model/limits.h"

#include "common/base/text.h"
#include "common/time/duration_text.h"

namespace tasksched::model {

namespace {

constexpr std::string_view kUnlimited = "unlimited";
constexpr std::string_view kSuffixes = "KMGT";
constexpr int kBitsOfSuffix = 10;
constexpr std::int64_t kLeastMemory = std::int64_t{1} << 20;
constexpr std::int64_t kMostMemory = std::int64_t{1} << 50;
constexpr std::int64_t kLeastFiles = 16;
constexpr std::int64_t kMostFiles = 1'073'741'816;  // the greatest fs.nr_open, proc(5)
constexpr std::int64_t kLeastNice = -20;
constexpr std::int64_t kMostNice = 19;
constexpr std::size_t kMostUmaskDigits = 4;
constexpr int kMostUmask = 0777;

/// The number before an optional suffix, multiplied; none where it is none or too great.
std::optional<std::int64_t> parse_bytes(std::string_view text) {
    int shift = 0;
    if (!text.empty()) {
        const std::size_t suffix = kSuffixes.find(text.back());
        if (suffix != std::string_view::npos) {
            shift = (static_cast<int>(suffix) + 1) * kBitsOfSuffix;
            text.remove_suffix(1);
        }
    }
    const auto number = base::parse_integer(text);
    if (!number || *number < 0 || *number > (kMostMemory >> shift)) {
        return std::nullopt;
    }
    return *number << shift;
}

base::Result<std::int64_t> parse_between(std::string_view text, std::int64_t least,
                                         std::int64_t most) {
    const auto number = base::parse_integer(text);
    if (!number || *number < least || *number > most) {
        return base::fail(base::ErrorCode::kInvalid, "{} is not a whole number from {} to {}",
                          base::quoted(text), least, most);
    }
    return *number;
}

}  // namespace

Limits effective_limits(const Limits& own, const Limits& defaults) {
    Limits limits{.memory = own.memory ? own.memory : defaults.memory,
                  .cpu_time = own.cpu_time ? own.cpu_time : defaults.cpu_time,
                  .open_files = own.open_files ? own.open_files : defaults.open_files,
                  .nice = own.nice ? own.nice : defaults.nice,
                  .umask = own.umask ? own.umask : defaults.umask};
    if (limits.memory == kUnlimitedMemory) {
        limits.memory.reset();
    }
    if (limits.cpu_time == kUnlimitedTime) {
        limits.cpu_time.reset();
    }
    return limits;
}

base::Result<std::int64_t> parse_memory(std::string_view text) {
    if (text == kUnlimited) {
        return kUnlimitedMemory;
    }
    const auto bytes = parse_bytes(text);
    if (!bytes || *bytes < kLeastMemory) {
        return base::fail(base::ErrorCode::kInvalid,
                          "{} is not a size from 1M to 1024T; bytes, or a number with K, M, G or T "
                          "such as 512M, or unlimited is expected",
                          base::quoted(text));
    }
    return *bytes;
}

base::Result<std::chrono::seconds> parse_cpu_time(std::string_view text) {
    if (text == kUnlimited) {
        return kUnlimitedTime;
    }
    return time::parse_duration(text);
}

base::Result<std::int64_t> parse_open_files(std::string_view text) {
    return parse_between(text, kLeastFiles, kMostFiles);
}

base::Result<int> parse_nice(std::string_view text) {
    return parse_between(text, kLeastNice, kMostNice).map([](std::int64_t nice) {
        return static_cast<int>(nice);
    });
}

base::Result<int> parse_umask(std::string_view text) {
    int umask = 0;
    bool good = !text.empty() && text.size() <= kMostUmaskDigits;
    for (const char digit : text) {
        good = good && digit >= '0' && digit <= '7';
        umask = umask * 8 + (digit - '0');
    }
    if (!good || umask > kMostUmask) {
        return base::fail(
            base::ErrorCode::kInvalid,
            "{} is not a umask; octal digits from 000 to 777 such as 027 are expected",
            base::quoted(text));
    }
    return umask;
}

std::string format_memory(std::int64_t bytes) {
    if (bytes == kUnlimitedMemory) {
        return std::string(kUnlimited);
    }
    std::size_t suffixes = 0;
    while (suffixes < kSuffixes.size() && bytes != 0 && bytes % (1 << kBitsOfSuffix) == 0) {
        bytes >>= kBitsOfSuffix;
        ++suffixes;
    }
    std::string text = fmt::format("{}", bytes);
    if (suffixes > 0) {
        text += kSuffixes[suffixes - 1];
    }
    return text;
}

std::string format_cpu_time(std::chrono::seconds time) {
    return time == kUnlimitedTime ? std::string(kUnlimited) : time::format_duration(time);
}

std::string format_umask(int umask) { return fmt::format("{:03o}", umask); }

}  // namespace tasksched::model
