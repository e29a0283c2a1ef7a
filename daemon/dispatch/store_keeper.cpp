#include "daemon/dispatch/store_keeper.h"

#include <memory>
#include <string_view>
#include <utility>

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kDaemonStops = "the daemon stops";

}  // namespace

asio::awaitable<Result<std::optional<model::KeptResult>>> StoreKeeper::kept() {
    using Kept = Result<std::optional<model::KeptResult>>;
    const auto kept = std::make_shared<Kept>();
    const StoreQueue::Write work = [this, kept](store::Transaction& transaction,
                                                const store::Tenure&) -> Result<void> {
        *kept = transaction.reader().kept_result(run_.run.id);
        if (!*kept && kept->error().code == ErrorCode::kTryAgain) {
            return tl::unexpected(kept->error());
        }
        return {};
    };
    if (!co_await persist_(work)) {
        co_return base::fail(ErrorCode::kFailed, "{}", kDaemonStops);
    }
    co_return std::move(*kept);
}

asio::awaitable<Result<void>> StoreKeeper::keep(model::AttemptResult result,
                                                std::vector<model::RunItem> items) {
    if (!result.finished_at) {
        result.finished_at = clock_.now();
    }
    const auto hit = std::make_shared<bool>(false);
    const StoreQueue::Write work = [this, &result, &items, hit](
                                       store::Transaction& transaction,
                                       const store::Tenure& tenure) -> Result<void> {
        return transaction.runs()
            .keep_result(run_.run.id, run_.attempt, result, items, tenure)
            .map([hit](bool kept) { *hit = kept; });
    };
    if (!co_await persist_(work)) {
        co_return base::fail(ErrorCode::kFailed, "{}", kDaemonStops);
    }
    if (!*hit) {
        co_return base::fail(ErrorCode::kFailed, "run {} has gone on without this attempt",
                             run_.run.id.value);
    }
    co_return Result<void>();
}

}  // namespace tasksched::daemon
