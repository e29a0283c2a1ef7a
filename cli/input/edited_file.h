#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::cli {

/// A text in the hands of an editor: a file in a directory that nobody else may enter, and that is
/// held by its descriptor, so that what is read back is what stands in that very directory.
class EditedFile {
  public:
    /// Makes the directory NAME.XXXXXX in `temporary`, or in /tmp, and in it the file NAME with the
    /// text.
    static base::Result<EditedFile> make(const std::string& name, const std::string& text,
                                         const std::optional<std::string>& temporary);

    /// Runs `editor`, a line of shell, with the file as its argument, and waits for its end;
    /// signals of the terminal are the editor's alone. kFailed where it fails.
    base::Result<void> edit(const std::string& editor);

    /// What the file holds now. kFailed where it is no regular file of the caller's any more.
    base::Result<std::string> read() const;

    /// Takes the directory away, with all that the editor left there.
    void remove();

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    EditedFile(std::string directory, const std::string& name, base::UniqueFd descriptor);

    std::string directory_;
    std::string name_;
    std::string path_;
    base::UniqueFd descriptor_;  ///< of the directory
};

}  // namespace tasksched::cli
