#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/http_statuses.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// The payload of type `http`: one request, and which statuses of the reply are success. In the
/// values of headers and in the body "@secret:NAME" stands for a secret, see secret_reference.h.
struct HttpPayload {
    static const TypeInfo kType;

    std::string method;
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value", in order
    std::string body;                  ///< UTF-8 without NUL; empty: none
    HttpStatuses expect = HttpStatuses::successes();

    friend bool operator==(const HttpPayload&, const HttpPayload&) = default;
};

// As payload.h asks of each type.

base::Result<void> check(const HttpPayload& payload);

/// Headers that are given take the place of all there were, "none" alone removes them; an empty
/// body is none.
base::Result<void> apply_options(const TaskSpec& spec, HttpPayload& payload);

std::string summary(const HttpPayload& payload);
std::optional<std::string> field(const HttpPayload& payload, std::string_view name);
std::string to_json(const HttpPayload& payload);
std::vector<std::pair<std::string_view, std::string>> details(const HttpPayload& payload);

}  // namespace tasksched::model
