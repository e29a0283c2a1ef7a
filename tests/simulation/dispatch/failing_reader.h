#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/store/due_reader.h"

namespace tasksched::simulation {

/// Reads what the daemon asks for, or fails.
class FailingDueReader final : public store::DueReader {
  public:
    /// `reader` is asked at each call: none where that call fails.
    explicit FailingDueReader(std::function<store::DueReader*()> reader)
        : reader_(std::move(reader)) {}

    base::Result<std::vector<model::Task>> due_tasks(time::Second horizon,
                                                     std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.due_tasks(horizon, limit); });
    }
    base::Result<std::vector<model::Task>> tasks_due_between(time::Second after, time::Second until,
                                                             std::int64_t limit) override {
        return read([&](store::DueReader& reader) {
            return reader.tasks_due_between(after, until, limit);
        });
    }
    base::Result<model::Revision> revision() override {
        return read([&](store::DueReader& reader) { return reader.revision(); });
    }
    base::Result<std::vector<model::Task>> changed_tasks(model::Revision after,
                                                         std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.changed_tasks(after, limit); });
    }
    base::Result<std::vector<model::Run>> queued_runs(const std::string& type, time::Instant now,
                                                      std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.queued_runs(type, now, limit); });
    }
    base::Result<std::vector<std::string>> queued_types() override {
        return read([&](store::DueReader& reader) { return reader.queued_types(); });
    }
    base::Result<std::vector<model::Run>> delayed_runs(time::Instant now,
                                                       std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.delayed_runs(now, limit); });
    }
    base::Result<std::int64_t> count_due_before(time::Second when, std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.count_due_before(when, limit); });
    }
    base::Result<std::vector<model::Run>> waiting_runs(std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.waiting_runs(limit); });
    }
    base::Result<std::vector<model::Task>> stalled_tasks(std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.stalled_tasks(limit); });
    }
    base::Result<std::vector<model::Task>> moved_tasks(model::TaskId after,
                                                       std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.moved_tasks(after, limit); });
    }
    base::Result<std::vector<model::Task>> pending_tasks(model::TaskId after,
                                                         time::Second later_than,
                                                         std::int64_t limit) override {
        return read([&](store::DueReader& reader) {
            return reader.pending_tasks(after, later_than, limit);
        });
    }
    base::Result<std::optional<time::Instant>> newest_run_at() override {
        return read([&](store::DueReader& reader) { return reader.newest_run_at(); });
    }
    base::Result<std::string> zone_rules() override {
        return read([&](store::DueReader& reader) { return reader.zone_rules(); });
    }
    base::Result<bool> has_run(model::TaskId id, time::Second scheduled_for) override {
        return read([&](store::DueReader& reader) { return reader.has_run(id, scheduled_for); });
    }
    base::Result<std::vector<model::Run>> kill_requests(std::int64_t limit) override {
        return read([&](store::DueReader& reader) { return reader.kill_requests(limit); });
    }

  private:
    template <typename Read>
    std::invoke_result_t<Read, store::DueReader&> read(Read&& ask) {
        store::DueReader* const reader = reader_();
        if (reader == nullptr) {
            return base::fail(base::ErrorCode::kFailed, "a fault of the simulation, at a read");
        }
        return ask(*reader);
    }

    std::function<store::DueReader*()> reader_;
};

}  // namespace tasksched::simulation
