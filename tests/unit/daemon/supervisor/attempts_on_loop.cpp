#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/steady_timer.hpp>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

#include "daemon/supervisor/carrying.h"
#include "tests/support/eventually.h"

namespace tasksched::daemon {
namespace {

void rethrow(const std::exception_ptr& thrown) {
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

}  // namespace

model::CommandPayload shell(std::string line) {
    model::CommandPayload payload;
    payload.shell = std::move(line);
    return payload;
}

model::CommandPayload program(std::vector<std::string> argv) {
    model::CommandPayload payload;
    payload.argv = std::move(argv);
    return payload;
}

AttemptContext context_of(model::CommandPayload payload) {
    AttemptContext context;
    context.run.id = {34};
    context.supervisor = "instance-1";
    context.run.task_id = {12};
    context.run.type = "command";
    context.attempt = 2;
    context.payload = std::move(payload);
    return context;
}

asio::awaitable<void> AttemptsOnLoop::run_one(AttemptContext context, Started on_started,
                                              Attempted& attempted) {
    AttemptControl* control_there = nullptr;
    AttemptControl control(loop_.get_executor(), [&](const model::ProcessIdentity& process) {
        attempted.process = process;
        if (on_started) {
            on_started(*control_there, process);
        }
    });
    control_there = &control;
    const Order order = make_order(account_, context);
    const auto begun = std::chrono::steady_clock::now();
    OutputCapture output;
    attempted.result = co_await daemon::carry_out(order, launcher_, control, output, buffer_);
    attempted.took = std::chrono::steady_clock::now() - begun;
}

Attempted AttemptsOnLoop::carry_out(AttemptContext context, const Started& on_started) {
    Attempted attempted;
    bool over = false;
    asio::co_spawn(loop_, run_one(std::move(context), on_started, attempted),
                   [this, &over](const std::exception_ptr& thrown) {
                       over = true;
                       loop_.stop();
                       rethrow(thrown);
                   });
    loop_.restart();
    loop_.run_for(support::kPatience);
    if (!over) {
        throw std::runtime_error("the attempt does not end");
    }
    return attempted;
}

std::vector<Attempted> AttemptsOnLoop::carry_out_at_once(std::size_t count,
                                                         const model::CommandPayload& payload) {
    std::vector<Attempted> attempted(count);
    std::size_t over = 0;
    for (Attempted& one : attempted) {
        asio::co_spawn(loop_, run_one(context_of(payload), {}, one),
                       [&over](const std::exception_ptr& thrown) {
                           ++over;
                           rethrow(thrown);
                       });
    }
    loop_.restart();
    loop_.run_for(support::kPatience);
    if (over != count) {
        throw std::runtime_error("not all attempts end");
    }
    return attempted;
}

void AttemptsOnLoop::after(std::chrono::milliseconds delay, std::function<void()> action) {
    auto timer = std::make_shared<asio::steady_timer>(loop_, delay);
    timer->async_wait([timer, action = std::move(action)](asio::error_code) { action(); });
}

std::string output_of(const Attempted& attempted) {
    EXPECT_EQ(attempted.result.output.left_out(), 0);
    EXPECT_EQ(attempted.result.output.tail, "");
    return attempted.result.output.head;
}

}  // namespace tasksched::daemon
