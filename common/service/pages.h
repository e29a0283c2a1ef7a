#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "common/base/error.h"

namespace tasksched::service {

/// Reads a list of up to `limit` rows page by page: `ask(n)` gives the next `n` rows at the most,
/// `go_on(row)` makes it ask for what comes after that row, the last of a page, and `use(page)`
/// takes each page, which may be empty. The first error of `ask` or `use` ends it.
template <typename Ask, typename GoOn, typename Use>
base::Result<void> for_each_page(std::int64_t limit, std::int64_t page_size, const Ask& ask,
                                 const GoOn& go_on, const Use& use) {
    for (std::int64_t left = limit; left > 0;) {
        const std::int64_t most = std::min(left, page_size);
        auto page = ask(most);
        if (!page) {
            return tl::unexpected(std::move(page.error()));
        }
        const auto count = static_cast<std::int64_t>(std::ssize(*page));
        left = count < most ? 0 : left - count;
        if (left > 0) {
            go_on(page->back());
        }
        if (base::Result<void> used = use(*page); !used) {
            return used;
        }
    }
    return {};
}

}  // namespace tasksched::service
