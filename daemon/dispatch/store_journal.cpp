#include "daemon/dispatch/store_journal.h"

#include <memory>
#include <utility>

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kStops = "the daemon stops";

}  // namespace

asio::awaitable<Result<std::vector<model::RunItem>>> StoreJournal::items() {
    using Items = Result<std::vector<model::RunItem>>;
    if (run_.attempt == 1) {
        co_return Items();
    }
    const auto items = std::make_shared<Items>();
    const StoreQueue::Write work = [this, items](store::Transaction& transaction,
                                                 const store::Tenure&) -> Result<void> {
        *items = transaction.reader().run_items(run_.run.id);
        if (!*items && items->error().code == ErrorCode::kTryAgain) {
            return tl::unexpected(items->error());
        }
        return {};
    };
    if (!co_await persist_(work)) {
        co_return base::fail(ErrorCode::kFailed, "{}", kStops);
    }
    co_return std::move(*items);
}

asio::awaitable<Result<void>> StoreJournal::record(std::vector<model::RunItem> items) {
    const auto recorded = std::make_shared<bool>(false);
    const StoreQueue::Write work = [this, &items, recorded](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        return transaction.runs()
            .record_items(run_.run.id, run_.attempt, items, tenure)
            .map([recorded](bool hit) { *recorded = hit; });
    };
    if (!co_await persist_(work)) {
        co_return base::fail(ErrorCode::kFailed, "{}", kStops);
    }
    if (!*recorded) {
        co_return base::fail(ErrorCode::kFailed, "run {} has gone on without this attempt",
                             run_.run.id.value);
    }
    co_return Result<void>();
}

}  // namespace tasksched::daemon
