#include "daemon/supervisor/launcher.h"

#include <fmt/format.h>

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/time/duration_text.h"

namespace tasksched::daemon {

using std::chrono::steady_clock;
using LaunchResult = tl::expected<pid_t, launch::LaunchFailure>;

namespace {

launch::LaunchFailure called_off(const launch::Program& program, std::chrono::milliseconds after) {
    return {.outcome = model::Outcome::kTransient,
            .detail = fmt::format(
                "called off after {}: its directory {} or the file system of a program did not"
                " answer",
                time::format_duration(std::chrono::floor<std::chrono::seconds>(after)),
                base::quoted(program.directory))};
}

}  // namespace

/// One launch. Shared, since a thread may be busy with it when nobody waits for it any more; so it
/// has nothing of the loop, which may be gone by then.
struct Launcher::Job {
    Job(launch::Program what, ProgramStreams where)
        : program(std::move(what)), streams(std::move(where)) {}

    /// Whether a thread has been at it for so long. The mutex of the queue is held.
    [[nodiscard]] bool has_taken(std::chrono::milliseconds long_enough) const {
        return begun && steady_clock::now() - *begun >= long_enough;
    }

    /// True where the program will not start.
    bool call_off() {
        auto preparing = launch::LaunchStage::kPreparing;
        return stage.compare_exchange_strong(preparing, launch::LaunchStage::kCalledOff);
    }

    launch::Program program;
    ProgramStreams streams;
    std::atomic<launch::LaunchStage> stage{launch::LaunchStage::kPreparing};
    std::optional<steady_clock::time_point> begun;  ///< guarded by the queue's mutex
};

/// Who waits for a launch, on the loop.
struct Launcher::Waiting {
    asio::steady_timer over;  ///< cancelled once there is a result
    std::optional<LaunchResult> result{};
};

/// What the threads share. They hold it beyond the launcher's end.
struct Launcher::Queue {
    explicit Queue(asio::io_context& of) : loop(of) {}

    asio::io_context& loop;  ///< not used any more once `closed`
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Job>> jobs;
    bool closed = false;

    std::map<const Job*, Waiting*> waiting;  ///< of the loop alone

    /// On the loop: the launch is over.
    void deliver(const Job& job, LaunchResult result) {
        if (const auto found = waiting.find(&job); found != waiting.end()) {
            found->second->result = std::move(result);
            found->second->over.cancel();
        }
    }
};

/// Enters a waiting one for as long as it lives, which may be longer than the launcher.
class Launcher::WaitsFor {
  public:
    WaitsFor(std::shared_ptr<Queue> queue, const Job& job, Waiting& waiting)
        : queue_(std::move(queue)), job_(job) {
        queue_->waiting.emplace(&job_, &waiting);
    }
    WaitsFor(const WaitsFor&) = delete;
    WaitsFor& operator=(const WaitsFor&) = delete;
    ~WaitsFor() { queue_->waiting.erase(&job_); }

  private:
    std::shared_ptr<Queue> queue_;
    const Job& job_;
};

/// A thread. Everything of it is guarded by the queue's mutex.
class Launcher::Worker {
  public:
    explicit Worker(std::shared_ptr<Queue> queue)
        : state_(std::make_shared<State>()),
          thread_([queue = std::move(queue), state = state_] { work(queue, *state); }) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] bool idle() const { return state_->job == nullptr; }

    /// Whether it has been busy with the same launch for so long.
    [[nodiscard]] bool is_held_up(std::chrono::milliseconds patience) const {
        return !idle() && state_->job->has_taken(patience);
    }

    /// It takes no further job. The queue is to be woken.
    void retire() { state_->retired = true; }

    /// For one that is retired, without the mutex: waits for its end where it is idle, and leaves
    /// it to itself where it is busy.
    void join() { thread_.join(); }
    void leave() { thread_.detach(); }

  private:
    struct State {
        std::shared_ptr<Job> job;
        bool retired = false;
    };

    static void work(const std::shared_ptr<Queue>& queue, State& state) {
        std::unique_lock lock(queue->mutex);
        for (;;) {
            queue->wake.wait(lock, [&] { return state.retired || !queue->jobs.empty(); });
            if (state.retired) {
                return;
            }
            state.job = std::move(queue->jobs.front());
            queue->jobs.pop_front();
            state.job->begun = steady_clock::now();
            lock.unlock();
            LaunchResult result = carry_out(*state.job);
            lock.lock();
            std::shared_ptr<Job> job = std::exchange(state.job, nullptr);
            if (!queue->closed) {
                asio::post(queue->loop,
                           [queue, job = std::move(job), result = std::move(result)]() mutable {
                               queue->deliver(*job, std::move(result));
                           });
            }
        }
    }

    static LaunchResult carry_out(Job& job) {
        LaunchResult result = launch::launch(job.program,
                                             {.standard_input = job.streams.input.get(),
                                              .output = job.streams.output.get(),
                                              .error = job.streams.output.get()},
                                             &job.stage);
        job.streams = {};  // the reader sees the end of the output when the program ends
        return result;
    }

    std::shared_ptr<State> state_;
    std::thread thread_;
};

Launcher::Launcher(asio::io_context& loop, Patience patience)
    : loop_(loop), patience_(patience), queue_(std::make_shared<Queue>(loop)) {
    hire();
}

Launcher::~Launcher() {
    std::vector<bool> busy;
    {
        const std::lock_guard lock(queue_->mutex);
        queue_->closed = true;
        for (const auto& worker : workers_) {
            worker->retire();
            busy.push_back(!worker->idle());
        }
    }
    queue_->wake.notify_all();
    std::size_t at = 0;
    for (const auto& worker : workers_) {
        if (busy[at++]) {
            worker->leave();
        } else {
            worker->join();
        }
    }
}

void Launcher::hire() { workers_.push_back(std::make_unique<Worker>(queue_)); }

/// Where the thread that takes what comes next is held up, another one takes its place.
void Launcher::relieve() {
    let_go();
    {
        const std::lock_guard lock(queue_->mutex);
        if (!workers_.back()->is_held_up(patience_.until_relief) ||
            workers_.size() >= patience_.threads) {
            return;
        }
        workers_.back()->retire();
    }
    hire();
}

bool Launcher::is_overdue(const Job& job) const {
    const std::lock_guard lock(queue_->mutex);
    return job.has_taken(patience_.until_called_off);
}

/// Lets those go that were relieved and are through with their launch.
void Launcher::let_go() {
    for (auto worker = workers_.begin(); std::next(worker) != workers_.end();) {
        bool busy = false;
        {
            const std::lock_guard lock(queue_->mutex);
            busy = !(*worker)->idle();
        }
        if (busy) {
            ++worker;
        } else {
            (*worker)->join();
            worker = workers_.erase(worker);
        }
    }
}

asio::awaitable<LaunchResult> Launcher::launch(launch::Program program, ProgramStreams streams) {
    const auto job = std::make_shared<Job>(std::move(program), std::move(streams));
    Waiting waiting{.over = asio::steady_timer(loop_)};
    const WaitsFor waits(queue_, *job, waiting);
    {
        const std::lock_guard lock(queue_->mutex);
        queue_->jobs.push_back(job);
    }
    queue_->wake.notify_all();
    const auto work = asio::make_work_guard(loop_);
    for (;;) {
        waiting.over.expires_after(patience_.until_relief);
        asio::error_code ended;
        co_await waiting.over.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (waiting.result) {
            co_return std::move(*waiting.result);
        }
        relieve();
        if (is_overdue(*job) && job->call_off()) {
            co_return tl::unexpected(called_off(job->program, patience_.until_called_off));
        }
    }
}

}  // namespace tasksched::daemon
