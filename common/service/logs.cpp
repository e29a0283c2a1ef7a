#include "common/service/service.h"

namespace tasksched::service {

base::Result<LogsResponse> Service::logs(const LogsRequest& request) {
    store::Reader& reader = store_.reader();
    auto run = find_run(reader, caller(), request.run);
    if (!run) {
        return tl::unexpected(std::move(run.error()));
    }
    const int attempt = request.attempt.value_or(run->attempt);
    if (request.attempt && (attempt < 1 || attempt > run->attempt)) {
        return base::fail(base::ErrorCode::kNotFound, "run {} has no attempt {}; it has had {}",
                          request.run.value, attempt, run->attempt);
    }
    auto items = reader.run_items(request.run);
    if (!items) {
        return tl::unexpected(std::move(items.error()));
    }
    LogsResponse response{std::move(*run), attempt, {}, std::move(*items)};
    if (attempt == 0) {
        return response;
    }
    auto output = reader.output(request.run, attempt);
    if (!output) {
        return tl::unexpected(std::move(output.error()));
    }
    response.output = std::move(*output);
    return response;
}

}  // namespace tasksched::service
