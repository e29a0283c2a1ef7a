#include <algorithm>

#include "common/service/audit_entry.h"
#include "common/service/move_run.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::ErrorCode;
using base::Result;
using model::ItemState;
using model::RunState;

bool is_open(const model::RunItem& item) {
    return !model::is_final(item.state) || item.state == ItemState::kUnknown;
}

Result<void> check_item(const ResolveRequest& request, const std::vector<model::RunItem>& items) {
    if (!request.item) {
        return {};
    }
    if (request.resolution == Resolution::kRetry) {
        return base::fail(ErrorCode::kInvalid,
                          "resolve: --retry is for the whole run; --transfer goes with --paid and "
                          "--not-paid");
    }
    const auto found = std::find_if(items.begin(), items.end(), [&](const model::RunItem& item) {
        return item.number == *request.item;
    });
    if (found == items.end()) {
        return base::fail(ErrorCode::kInvalid,
                          "run {} has no transfer {}; 'tasksched runs --items' "
                          "lists them",
                          request.run.value, *request.item);
    }
    if (!is_open(*found)) {
        return base::fail(ErrorCode::kInvalid, "transfer {} of run {} is {} already", *request.item,
                          request.run.value, model::to_string(found->state));
    }
    return {};
}

/// Brings the open parts that are meant to their end. What was never sent cannot have succeeded,
/// unless it is named.
Result<void> settle_items(store::TaskWriter& tasks, const ResolveRequest& request) {
    const bool succeeded = request.resolution == Resolution::kSucceeded;
    const ItemState to = succeeded ? ItemState::kSucceeded : ItemState::kFailed;
    for (const ItemState from : {ItemState::kUnknown, ItemState::kSent, ItemState::kPending}) {
        const bool was_sent = from != ItemState::kPending || request.item;
        const auto moved =
            tasks.move_items(request.run, request.item, from, was_sent ? to : ItemState::kFailed);
        if (!moved) {
            return tl::unexpected(moved.error());
        }
    }
    return {};
}

/// The end of the run, where its parts have all come to theirs.
Result<ResolveResponse> settle_run(store::Transaction& transaction, const model::Run& run,
                                   RunState without_items, time::Instant now) {
    const auto items = transaction.reader().run_items(run.id);
    if (!items) {
        return tl::unexpected(items.error());
    }
    const auto open = std::count_if(items->begin(), items->end(), is_open);
    if (open > 0) {
        return ResolveResponse{.open = static_cast<int>(open)};
    }
    const model::ItemTally tally = model::tally(*items);
    const RunState with_items =
        tally.succeeded == tally.total ? RunState::kSucceeded : RunState::kFailed;
    return move_run(transaction.tasks(), run, items->empty() ? without_items : with_items,
                    model::RunReason::kResolved, now)
        .map([] { return ResolveResponse{}; });
}

Result<ResolveResponse> settle(store::Transaction& transaction, const model::Run& run,
                               const ResolveRequest& request, time::Instant now) {
    const auto items = transaction.reader().run_items(run.id);
    if (!items) {
        return tl::unexpected(items.error());
    }
    if (auto checked = check_item(request, *items); !checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    if (request.resolution != Resolution::kRetry) {
        const RunState to =
            request.resolution == Resolution::kSucceeded ? RunState::kSucceeded : RunState::kFailed;
        return settle_items(transaction.tasks(), request).and_then([&] {
            return settle_run(transaction, run, to, now);
        });
    }
    return transaction.tasks()
        .move_items(run.id, std::nullopt, ItemState::kUnknown, ItemState::kSent)
        .and_then([&](std::int64_t) {
            return move_run(transaction.tasks(), run, RunState::kQueued, model::RunReason::kNone,
                            now);
        })
        .map([] { return ResolveResponse{}; });
}

}  // namespace

Result<ResolveResponse> Service::resolve(const ResolveRequest& request) {
    ResolveResponse response;
    auto written = write("resolve", [&](store::Transaction& transaction) -> Result<void> {
        const auto run = find_run(transaction.reader(), caller(), request.run);
        if (!run) {
            return tl::unexpected(run.error());
        }
        if (run->state != RunState::kUnknown) {
            return base::fail(ErrorCode::kInvalid,
                              "run {} is {}; only an unknown run can be resolved",
                              request.run.value, model::to_string(run->state));
        }
        const time::Instant now = clock_.now();
        return settle(transaction, *run, request, now).and_then([&](ResolveResponse settled) {
            response = settled;
            return transaction.tasks().record(audit_entry(caller(), "resolve", *run, now));
        });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
