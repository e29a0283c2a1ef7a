#include "daemon/plugins/email/attachments.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// `room` bytes are left for it.
Result<std::string> read_file(const std::string& path, std::size_t room) {
    // A named pipe that nobody writes to must not hold the daemon up.
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) {
        return fail(ErrorCode::kFailed, "cannot read the attachment {}: {}", base::quoted(path),
                    base::system_error_text(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::kInvalid, "the attachment {} is not a file", base::quoted(path));
    }
    if (static_cast<std::uint64_t>(status.st_size) > room) {
        return fail(ErrorCode::kInvalid,
                    "the attachment {} has {} bytes; {} are allowed for all of a mail together",
                    base::quoted(path), status.st_size, kMaxAttachmentBytes);
    }
    return base::read_descriptor(file.get(), room, path);
}

}  // namespace

Result<std::vector<model::Attachment>> read_attachments(const std::vector<std::string>& paths) {
    std::vector<model::Attachment> attachments;
    std::size_t room = kMaxAttachmentBytes;
    for (const std::string& path : paths) {
        auto content = read_file(path, room);
        if (!content) {
            return tl::unexpected(std::move(content.error()));
        }
        room -= content->size();
        attachments.push_back({.name = std::filesystem::path(path).filename().string(),
                               .type = {},
                               .content = std::move(*content)});
    }
    return attachments;
}

}  // namespace tasksched::daemon
