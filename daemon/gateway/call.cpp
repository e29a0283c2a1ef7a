#include "daemon/gateway/call.h"

#include <optional>
#include <utility>

#include "common/config/plugin_directories.h"
#include "common/service/service.h"
#include "common/service/wire/gateway_exchange.h"
#include "daemon/gateway/transaction_store.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Operations of one user that are under way at a time; more wait for these.
constexpr std::size_t kOfOneUser = 4;

}  // namespace

/// A call and what is known of it; the threads that work on it hand it on, and none has it while
/// another has.
struct CallHandler::Asked {
    service::Principal principal;
    std::string words;
    std::shared_ptr<const CallGround> ground;
    const time::Clock& clock;
    std::optional<service::wire::Call> call;
    std::optional<model::PluginTypes> plugins;
    Result<std::string> answer = fail(ErrorCode::kFailed, "the daemon stops");

    void carry_out(store::Store& store) {
        service::Service service(
            store, clock, principal, call->acting_for.value_or(principal.user),
            [this] { return Result<const schedule::Calendars*>(&ground->calendars); },
            [this] { return known_plugins(); }, call->zone);
        answer = call->carry_out(service);
    }

    Result<const model::PluginTypes*> known_plugins() {
        if (!plugins) {
            plugins = config::read_plugins(ground->plugins);
        }
        return &*plugins;
    }
};

CallHandler::CallHandler(Access access)
    : access_(std::move(access)), turns_(access_.loop.get_executor(), kOfOneUser) {}

std::string_view CallHandler::verb() const { return service::kCallVerb; }

asio::awaitable<Result<std::string>> CallHandler::answer(const service::Principal& principal,
                                                         std::string body) {
    const auto turn = co_await turns_.take(principal.user);
    if (!turn) {
        co_return fail(ErrorCode::kTryAgain, "the daemon stops");
    }
    const std::shared_ptr<Asked> asked(new Asked{.principal = principal,
                                                 .words = std::move(body),
                                                 .ground = access_.ground(),
                                                 .clock = access_.clock,
                                                 .call = {},
                                                 .plugins = {}});
    co_await look(asked);
    if (asked->call && asked->call->effect == service::wire::Effect::kChanges) {
        co_await change(asked);
    }
    co_return std::move(asked->answer);
}

/// Reads the call, and carries it out where that is all that it takes.
asio::awaitable<void> CallHandler::look(const std::shared_ptr<Asked>& asked) {
    const ReadingStore::Work work = [asked](const Result<store::Store*>& store) {
        auto call = service::wire::decode_call(std::move(asked->words));
        if (!call) {
            asked->answer = tl::unexpected(std::move(call.error()));
            return;
        }
        asked->call = std::move(*call);
        if (asked->call->effect == service::wire::Effect::kChanges) {
            return;
        }
        if (!store) {
            asked->answer = tl::unexpected(store.error());
            return;
        }
        asked->carry_out(**store);
    };
    co_await access_.reading.read(work);
}

asio::awaitable<void> CallHandler::change(const std::shared_ptr<Asked>& asked) {
    const StoreQueue::Write work = [asked](store::Transaction& transaction,
                                           const store::Tenure& /*tenure*/) -> Result<void> {
        TransactionStore store(transaction);
        asked->carry_out(store);
        return asked->answer ? Result<void>() : tl::unexpected(asked->answer.error());
    };
    const Result<void> done = co_await access_.store.write_alone(work);
    if (!done) {
        asked->answer = tl::unexpected(done.error());
        co_return;
    }
    access_.changed();
}

}  // namespace tasksched::daemon
