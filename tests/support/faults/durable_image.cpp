#include "tests/support/faults/durable_image.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace tasksched::support {
namespace {

std::size_t size_of(int fd) {
    struct stat found {};
    return ::fstat(fd, &found) == 0 ? static_cast<std::size_t>(found.st_size) : 0;
}

void read_part(int fd, std::string& into, std::size_t begin, std::size_t end) {
    if (begin < end && ::pread(fd, into.data() + begin, end - begin, static_cast<off_t>(begin)) !=
                           static_cast<ssize_t>(end - begin)) {
        throw std::runtime_error("cannot read what was written");
    }
}

}  // namespace

DurableImage::File* DurableImage::find(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) {
        return nullptr;
    }
    const auto file = files_.find({found.st_dev, found.st_ino});
    return file == files_.end() ? nullptr : &file->second;
}

void DurableImage::add(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0 || find(path) != nullptr) {
        return;
    }
    File file;
    file.fd.reset(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    file.durable.resize(size_of(file.fd.get()));
    read_part(file.fd.get(), file.durable, 0, file.durable.size());
    files_.emplace(FileId(found.st_dev, found.st_ino), std::move(file));
}

void DurableImage::written(const std::string& path, std::int64_t offset, std::int64_t bytes) {
    if (File* file = find(path)) {
        file->unsynced.emplace_back(offset, bytes);
    }
}

void DurableImage::synced(const std::string& path) {
    File* file = find(path);
    if (file == nullptr) {
        return;
    }
    const std::size_t size = size_of(file->fd.get());
    file->durable.resize(size);
    for (const auto& [offset, bytes] : file->unsynced) {
        const auto begin = static_cast<std::size_t>(offset);
        read_part(file->fd.get(), file->durable, begin,
                  std::min(size, begin + static_cast<std::size_t>(bytes)));
    }
    file->unsynced.clear();
}

void DurableImage::sync_failed(const std::string& path) {
    if (File* file = find(path)) {
        file->unsynced.clear();
    }
}

void DurableImage::restore() {
    for (auto& [id, file] : files_) {
        const auto size = static_cast<off_t>(file.durable.size());
        if (::ftruncate(file.fd.get(), size) != 0 ||
            ::pwrite(file.fd.get(), file.durable.data(), file.durable.size(), 0) != size) {
            throw std::runtime_error("cannot restore what is durable");
        }
    }
}

}  // namespace tasksched::support
