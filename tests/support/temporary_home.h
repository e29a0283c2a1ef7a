#pragma once

#include <string>
#include <string_view>

namespace tasksched::support {

/// A private directory (0700) for one test, gone with all it holds when the object is. Throws
/// std::runtime_error where the directory cannot be made or written.
class TemporaryHome {
  public:
    TemporaryHome();
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;
    ~TemporaryHome();

    /// Absolute, without a trailing slash.
    [[nodiscard]] const std::string& path() const { return path_; }

    /// The absolute path of `name` below the directory.
    [[nodiscard]] std::string file(std::string_view name) const;

    /// Writes `content` to the file `name`, making the directories above it; returns its path.
    /// A file that is there already is replaced.
    std::string write(std::string_view name, std::string_view content) const;

    /// The content of the file `name`; empty where there is none.
    [[nodiscard]] std::string read(std::string_view name) const;

  private:
    std::string path_;
};

}  // namespace tasksched::support
