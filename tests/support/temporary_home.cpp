#include "tests/support/temporary_home.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "common/base/error.h"

namespace tasksched::support {
namespace {

namespace fs = std::filesystem;

std::string make_directory() {
    const char* base = std::getenv("TMPDIR");
    std::string name =
        fmt::format("{}/tasksched-test-XXXXXX", base == nullptr || *base == '\0' ? "/tmp" : base);
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error(
            fmt::format("{}: cannot make it: {}", name, base::system_error_text(errno)));
    }
    return fs::canonical(name).string();
}

/// A test may have taken the write permission of directories away.
void make_writable(const fs::path& root) {
    std::error_code ignored;
    for (auto entry = fs::recursive_directory_iterator(
             root, fs::directory_options::skip_permission_denied, ignored);
         entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
        if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
            fs::permissions(entry->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
        }
    }
}

}  // namespace

TemporaryHome::TemporaryHome() : path_(make_directory()) {}

TemporaryHome::~TemporaryHome() {
    std::error_code ignored;
    make_writable(path_);
    fs::remove_all(path_, ignored);
}

std::string TemporaryHome::file(std::string_view name) const {
    return fmt::format("{}/{}", path_, name);
}

std::string TemporaryHome::write(std::string_view name, std::string_view content) const {
    const fs::path target = file(name);
    fs::create_directories(target.parent_path());
    std::ofstream stream(target, std::ios::binary | std::ios::trunc);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    if (!stream) {
        throw std::runtime_error(fmt::format("{}: cannot write it", target.string()));
    }
    return target.string();
}

std::string TemporaryHome::read(std::string_view name) const {
    std::ifstream stream(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace tasksched::support
