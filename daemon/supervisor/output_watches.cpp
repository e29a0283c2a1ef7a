#include "daemon/supervisor/output_watches.h"

#include <algorithm>
#include <utility>

namespace tasksched::daemon {

void OutputWatches::add(const WatchOutput& watch, OutputCapture& capture) {
    if (!watch.at_once && wide_.size() < kMostWide && wide_.insert(watch.key).second) {
        capture.widen();
    }
    const std::int64_t from = std::max<std::int64_t>(watch.from, 0);
    if (watch.at_once || from < capture.total()) {
        tell_({.watch = watch.watch, .piece = capture.read(from), .over = false});
        return;
    }
    const auto [place, is_first] = watched_.try_emplace(watch.key);
    place->second.from.emplace(watch.watch, from);
    if (is_first) {
        place->second.capture = &capture;
        capture.on_append([this, key = watch.key] { answer(key); });
    }
}

/// Answers those for whom there is something now.
void OutputWatches::answer(const AttemptKey& key) {
    Watched& watched = watched_.at(key);
    std::erase_if(watched.from, [&](const auto& waiting) {
        const auto& [watch, from] = waiting;
        const bool is_there = from < watched.capture->total();
        if (is_there) {
            tell_({.watch = watch, .piece = watched.capture->read(from), .over = false});
        }
        return is_there;
    });
    if (watched.from.empty()) {
        watched.capture->on_append({});
        watched_.erase(key);
    }
}

void OutputWatches::remove(std::int64_t watch) {
    for (auto place = watched_.begin(); place != watched_.end(); ++place) {
        Watched& watched = place->second;
        if (watched.from.erase(watch) == 0) {
            continue;
        }
        if (watched.from.empty()) {
            watched.capture->on_append({});
            watched_.erase(place);
        }
        return;
    }
}

void OutputWatches::over(const AttemptKey& key) {
    wide_.erase(key);
    const auto found = watched_.find(key);
    if (found == watched_.end()) {
        return;
    }
    const Watched watched = std::move(found->second);
    watched_.erase(found);
    for (const auto& [watch, from] : watched.from) {
        tell_({.watch = watch, .piece = {}, .over = true});
    }
}

void OutputWatches::clear() {
    for (const auto& [key, watched] : watched_) {
        watched.capture->on_append({});
    }
    watched_.clear();
}

}  // namespace tasksched::daemon
