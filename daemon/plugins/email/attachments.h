#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/mail.h"

namespace tasksched::daemon {

/// The largest attachments of one mail, in bytes together; encoded they take a third more, and few
/// servers take messages of more than 20 MB.
inline constexpr std::size_t kMaxAttachmentBytes = std::size_t{10} * 1024 * 1024;

/// Reads the files: regular ones alone. kFailed names the file and why it cannot be read, kInvalid
/// one that is no file or is too large.
base::Result<std::vector<model::Attachment>> read_attachments(
    const std::vector<std::string>& paths);

}  // namespace tasksched::daemon
