#include "daemon/gateway/handlers.h"

#include "common/service/authorize.h"
#include "daemon/gateway/output.h"

namespace tasksched::daemon {
namespace {

using Answer = base::Result<void>;

/// As the operations decide it: operators see all runs, others their own.
asio::awaitable<Answer> may_see(ReadingStore& reading, service::Principal principal,
                                model::RunId run) {
    if (principal.is_operator) {
        co_return Answer();
    }
    const auto answer = std::make_shared<Answer>();
    const ReadingStore::Work work = [answer, principal,
                                     run](const base::Result<store::Store*>& store) {
        const service::Caller caller{principal, principal.user};
        *answer = store
                      .and_then([&](store::Store* opened) {
                          return service::find_run(opened->reader(), caller, run);
                      })
                      .map([](const model::Run&) {});
    };
    co_await reading.read(work);
    co_return *answer;
}

}  // namespace

std::vector<std::unique_ptr<Handler>> make_handlers(LiveOutput& output,
                                                    const CallHandler::Access& access,
                                                    Admission::Serves whom) {
    OutputHandler::MaySee check;
    if (whom == Admission::Serves::kEverybody) {
        check = [&reading = access.reading](const service::Principal& principal, model::RunId run) {
            return may_see(reading, principal, run);
        };
    }
    std::vector<std::unique_ptr<Handler>> handlers;
    handlers.push_back(std::make_unique<OutputHandler>(output, std::move(check)));
    handlers.push_back(std::make_unique<CallHandler>(access));
    return handlers;
}

}  // namespace tasksched::daemon
