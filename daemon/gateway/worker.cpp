#include "daemon/gateway/worker.h"

#include <asio/async_result.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace tasksched::daemon {

Worker::~Worker() {
    thread_.stop();
    thread_.join();
}

asio::awaitable<void> Worker::run(const std::function<void()>& work) {
    auto initiate = [this](auto handler, std::function<void()> job) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(thread_, [this, shared, job = std::move(job),
                             guard = asio::make_work_guard(loop_)]() mutable {
            job();
            asio::post(loop_, [shared = std::move(shared)]() mutable { std::move (*shared)(); });
        });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiate),
                                                                       asio::use_awaitable, work);
}

}  // namespace tasksched::daemon
