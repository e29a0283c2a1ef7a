#include "daemon/gateway/reading_store.h"

#include <utility>

namespace tasksched::daemon {

struct ReadingStore::State {
    Open open;
    std::unique_ptr<store::Store> store;

    base::Result<store::Store*> opened() {
        if (store && !store->changed_by_others()) {
            store.reset();
        }
        if (!store) {
            auto made = open();
            if (!made) {
                return tl::unexpected(std::move(made.error()));
            }
            store = std::move(*made);
        }
        return store.get();
    }
};

ReadingStore::ReadingStore(asio::io_context& loop, Open open)
    : state_(std::make_shared<State>()), worker_(loop) {
    state_->open = std::move(open);
}

asio::awaitable<void> ReadingStore::read(const Work& work) {
    const std::function<void()> job = [state = state_, work] { work(state->opened()); };
    co_await worker_.run(job);
}

}  // namespace tasksched::daemon
