#include <functional>
#include <utility>

#include "common/service/authorize.h"
#include "common/service/crontab_update.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::ErrorCode;
using base::Result;
using store::CrontabOperation;

/// Authorizes the caller, and makes the change in one transaction.
Result<CrontabResponse> change_crontab(
    store::Store& store, const Caller& caller,
    const std::function<Result<CrontabResponse>(store::Transaction&)>& change) {
    if (auto allowed = authorize(caller); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    CrontabResponse response;
    auto written = store.write([&](store::Transaction& transaction) {
        return change(transaction).map([&](const CrontabResponse& made) { response = made; });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

tl::unexpected<base::Error> no_crontab(const Caller& caller) {
    return base::fail(ErrorCode::kNotFound, "no crontab for {}", caller.acting_for);
}

}  // namespace

Result<std::optional<store::Crontab>> Service::crontab() {
    return authorize(caller()).and_then([&] { return store_.crontabs().crontab(acting_for_); });
}

Result<CrontabResponse> Service::install_crontab(const InstallCrontabRequest& request) {
    return change_crontab(store_, caller(), [&](store::Transaction& transaction) {
        return put_crontab(transaction, acting_for_, request.content, CrontabOperation::kInstall,
                           author(caller(), "crontab", clock_.now()));
    });
}

Result<CrontabResponse> Service::remove_crontab() {
    return change_crontab(
        store_, caller(), [&](store::Transaction& transaction) -> Result<CrontabResponse> {
            const auto stored = transaction.crontabs().crontab(acting_for_);
            if (!stored || !*stored) {
                return stored ? no_crontab(caller()) : tl::unexpected(stored.error());
            }
            return put_crontab(transaction, acting_for_, std::nullopt, CrontabOperation::kRemove,
                               author(caller(), "crontab", clock_.now()));
        });
}

Result<std::vector<store::FormerCrontab>> Service::crontab_history() {
    return authorize(caller()).and_then([&] { return store_.crontabs().history(acting_for_); });
}

Result<CrontabResponse> Service::undo_crontab() {
    return change_crontab(
        store_, caller(), [&](store::Transaction& transaction) -> Result<CrontabResponse> {
            const auto history = transaction.crontabs().history(acting_for_);
            if (!history) {
                return tl::unexpected(history.error());
            }
            if (history->empty()) {
                return base::fail(ErrorCode::kNotFound,
                                  "the crontab of {} was never changed: there is nothing to undo",
                                  acting_for_);
            }
            const auto& former = history->front().crontab;
            return put_crontab(transaction, acting_for_,
                               former ? std::optional(former->content) : std::nullopt,
                               CrontabOperation::kUndo, author(caller(), "crontab", clock_.now()));
        });
}

Result<CrontabLines> Service::crontab_lines(const std::vector<model::TaskId>& tasks) {
    CrontabLines lines;
    for (const model::TaskId id : tasks) {
        const auto line = store_.crontabs().line_of(id);
        if (!line) {
            return tl::unexpected(line.error());
        }
        const bool may_see = *line && (principal_.is_operator || (*line)->user_id == acting_for_);
        if (may_see) {
            lines.emplace(id, **line);
        }
    }
    return lines;
}

}  // namespace tasksched::service
