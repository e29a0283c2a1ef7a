#include "common/store/sqlite/payload_rows.h"

#include <utility>
#include <variant>

#include "common/base/text.h"
#include "common/store/sqlite/payloads/command_rows.h"
#include "common/store/sqlite/payloads/email_rows.h"
#include "common/store/sqlite/payloads/http_rows.h"
#include "common/store/sqlite/payloads/payment_rows.h"
#include "common/store/sqlite/payloads/plugin_rows.h"
#include "common/store/sqlite/payloads/report_rows.h"

namespace tasksched::store::sqlite {

using base::Result;

void insert_payload(Statements& statements, const model::Task& task, model::TaskId id,
                    const model::Payload& payload) {
    const PayloadKey key{.task = id, .version = task.version, .user_id = task.user_id};
    std::visit([&](const auto& typed) { insert_rows(statements, key, typed); }, payload);
}

Result<model::Payload> read_payload(Statements& statements, const std::string& type,
                                    model::TaskId id, model::Version version) {
    model::Payload payload = model::stored_payload(type);
    // What the engine fails at, it throws.
    return std::visit([&](auto& typed) { return read_rows(statements, id, version, typed); },
                      payload)
        .map([&] { return std::move(payload); })
        .map_error([](base::Error&& error) {
            return base::Error{base::ErrorCode::kInvalid, std::move(error.message)};
        });
}

}  // namespace tasksched::store::sqlite
