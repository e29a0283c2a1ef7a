#include "daemon/supervisor/ledger.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {

Ledger::Ledger(std::size_t memory_limit, std::string directory)
    : memory_limit_(memory_limit), directory_(std::move(directory)) {}

bool Ledger::begin(const AttemptKey& key) { return entries_.try_emplace(key, Running{}).second; }

void Ledger::started(const AttemptKey& key, const model::ProcessIdentity& process) {
    entries_.at(key) = Running{process};
}

void Ledger::ended(const Ended& end) {
    Entry& entry = entries_.at(end.key);
    TASKSCHED_CHECK(std::holds_alternative<Running>(entry));
    ++ended_;
    std::string bytes = encode(end);
    if (in_memory_ + bytes.size() > memory_limit_) {
        if (const auto written = write_to_file(bytes)) {
            entry = *written;
            ++in_file_;
            return;
        }
    }
    in_memory_ += bytes.size();
    entry = std::move(bytes);
}

bool Ledger::open_file() {
    if (!file_) {
        file_.reset(::open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
    }
    return static_cast<bool>(file_);
}

std::optional<Ledger::InFile> Ledger::write_to_file(const std::string& bytes) {
    if (!open_file() || ::pwrite(file_.get(), bytes.data(), bytes.size(), file_end_) !=
                            static_cast<ssize_t>(bytes.size())) {
        return std::nullopt;
    }
    const InFile place{.offset = file_end_, .size = bytes.size()};
    file_end_ += static_cast<std::int64_t>(bytes.size());
    return place;
}

std::optional<std::string> Ledger::end_of(const AttemptKey& key) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || std::holds_alternative<Running>(found->second)) {
        return std::nullopt;
    }
    if (const auto* bytes = std::get_if<std::string>(&found->second)) {
        return *bytes;
    }
    const auto& place = std::get<InFile>(found->second);
    std::string bytes(place.size, '\0');
    const ssize_t got = ::pread(file_.get(), bytes.data(), bytes.size(), place.offset);
    return got == static_cast<ssize_t>(bytes.size()) ? std::optional(std::move(bytes))
                                                     : std::nullopt;
}

void Ledger::forget(const AttemptKey& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end() || std::holds_alternative<Running>(found->second)) {
        return;
    }
    if (const auto* bytes = std::get_if<std::string>(&found->second)) {
        in_memory_ -= bytes->size();
    } else if (--in_file_ == 0) {
        file_.reset();  // and its space is free again
        file_end_ = 0;
    }
    --ended_;
    entries_.erase(found);
}

std::vector<AttemptKey> Ledger::known() const {
    std::vector<AttemptKey> keys;
    keys.reserve(entries_.size());
    for (const auto& [key, entry] : entries_) {
        keys.push_back(key);
    }
    return keys;
}

std::vector<AttemptKey> Ledger::all_ended() const {
    std::vector<AttemptKey> keys;
    keys.reserve(ended_);
    for (const auto& [key, entry] : entries_) {
        if (!std::holds_alternative<Running>(entry)) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::vector<Started> Ledger::all_started() const {
    std::vector<Started> started;
    for (const auto& [key, entry] : entries_) {
        const auto* running = std::get_if<Running>(&entry);
        if (running != nullptr && running->process) {
            started.push_back({.key = key, .process = *running->process});
        }
    }
    return started;
}

}  // namespace tasksched::daemon
