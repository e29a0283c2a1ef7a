#include "daemon/transfer/smtp_reply_reader.h"

#include <utility>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

constexpr std::size_t kCodeDigits = 3;
constexpr std::size_t kMostBytes = std::size_t{16} * 1024;
constexpr int kReady = 220;
constexpr int kOk = 250;
constexpr int kAuthenticated = 235;

/// The three digits at the line's begin; 0 where there are none.
int code_of(std::string_view line) {
    int code = 0;
    for (std::size_t i = 0; i < kCodeDigits; ++i) {
        if (i >= line.size() || line[i] < '0' || line[i] > '9') {
            return 0;
        }
        code = code * 10 + (line[i] - '0');
    }
    return code >= 100 ? code : 0;
}

/// Whether the line is one of several and not the last.
bool goes_on(std::string_view line) {
    return line.size() > kCodeDigits && line[kCodeDigits] == '-';
}

std::string_view text_of(std::string_view line) {
    return line.size() > kCodeDigits + 1 ? line.substr(kCodeDigits + 1) : std::string_view();
}

}  // namespace

std::optional<SmtpReply> SmtpReplyReader::next() {
    for (std::size_t end = buffer_.find('\n'); !is_broken_ && end != std::string::npos;
         end = buffer_.find('\n')) {
        const std::string line(base::trim(std::string_view(buffer_).substr(0, end)));
        buffer_.erase(0, end + 1);
        if (auto reply = take_line(line)) {
            return reply;
        }
    }
    is_broken_ = is_broken_ || buffer_.size() > kMostBytes;
    return std::nullopt;
}

std::optional<SmtpReply> SmtpReplyReader::take_line(std::string_view line) {
    const int code = code_of(line);
    if (code == 0 || (partial_.code != 0 && partial_.code != code) ||
        partial_.text.size() > kMostBytes) {
        is_broken_ = true;
        return std::nullopt;
    }
    partial_.code = code;
    partial_.text += partial_.text.empty() ? "" : " ";
    partial_.text += text_of(line);
    return goes_on(line) ? std::nullopt : std::optional(std::exchange(partial_, SmtpReply{}));
}

void SmtpGreetings::add_line(std::string_view line) {
    line = base::trim(line);
    last_line_ = line;
    const int code = code_of(line);
    if (code == kReady) {  // The first one, or TLS: what was offered before is void.
        features_ = {};
    } else if (code == kAuthenticated) {
        features_.is_authenticated = true;
    } else if (code == kOk) {
        const std::string offered = base::to_lower(text_of(line));
        features_.pipelining = features_.pipelining || offered == "pipelining";
        features_.size = features_.size || offered == "size" || offered.starts_with("size ");
    }
}

}  // namespace tasksched::daemon
