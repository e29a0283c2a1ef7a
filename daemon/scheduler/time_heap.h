#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/check.h"

namespace tasksched::daemon {

/// A min-heap of times by key, each key at most once, whose entries can be moved and erased. Equal
/// times come out in the order of their keys, so that the same input gives the same order.
/// set() and erase() are O(log n); a time and a key are all that is kept.
template <typename Key, typename Time>
class TimeHeap {
  public:
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool contains(const Key& key) const { return places_.contains(key); }

    /// The earliest time; none where the heap is empty.
    [[nodiscard]] std::optional<Time> earliest() const {
        return empty() ? std::nullopt : std::optional<Time>(entries_.front().first);
    }

    /// Adds the key, or moves it to another time.
    void set(const Key& key, Time when) {
        const auto [place, added] = places_.try_emplace(key, entries_.size());
        if (added) {
            entries_.emplace_back(when, key);
        } else {
            entries_[place->second].first = when;
        }
        settle(place->second);
    }

    /// Removes the key; false where it is not there.
    bool erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) {
            return false;
        }
        const std::size_t place = found->second;
        swap_entries(place, entries_.size() - 1);
        places_.erase(key);
        entries_.pop_back();
        if (place < entries_.size()) {
            settle(place);
        }
        return true;
    }

    /// Removes the earliest entry and returns its key.
    Key pop() {
        TASKSCHED_CHECK(!empty());
        const Key key = entries_.front().second;
        erase(key);
        return key;
    }

    void clear() {
        entries_.clear();
        places_.clear();
    }

  private:
    void swap_entries(std::size_t a, std::size_t b) {
        if (a != b) {
            std::swap(entries_[a], entries_[b]);
            places_[entries_[a].second] = a;
            places_[entries_[b].second] = b;
        }
    }

    void settle(std::size_t place) {
        while (place > 0 && entries_[place] < entries_[(place - 1) / 2]) {
            swap_entries(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        for (;;) {
            std::size_t least = place;
            for (std::size_t child = 2 * place + 1; child <= 2 * place + 2; ++child) {
                if (child < entries_.size() && entries_[child] < entries_[least]) {
                    least = child;
                }
            }
            if (least == place) {
                return;
            }
            swap_entries(place, least);
            place = least;
        }
    }

    std::vector<std::pair<Time, Key>> entries_;
    std::unordered_map<Key, std::size_t> places_;
};

}  // namespace tasksched::daemon
