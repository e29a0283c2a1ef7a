#pragma once

#include <string>

#include "common/base/error.h"
#include "common/model/http.h"
#include "common/model/run.h"
#include "daemon/plugins/http/secrets.h"
#include "daemon/plugins/plugin.h"
#include "daemon/transfer/http_exchange.h"
#include "daemon/transfer/transfer_error.h"

namespace tasksched::daemon {

/// How long an attempt may take whose task names no timeout.
inline constexpr std::chrono::seconds kDefaultHttpTimeout{300};

/// The request of an attempt, with its secrets filled in, and with the occurrence's key as
/// Idempotency-Key unless the task gives one of its own.
base::Result<HttpRequest> make_http_request(const AttemptContext& context,
                                            const model::HttpPayload& payload, Secrets& secrets);

/// What the attempt came to by the server's reply. Success where the task expects its status; else
/// what may be other next time is tried again: 408, 425, 429 and all from 500 on.
model::AttemptResult judge_http_reply(const model::HttpPayload& payload, HttpReply reply,
                                      const Secrets& secrets);

/// What it came to where there was none.
model::AttemptResult judge_http_failure(const TransferError& error, const Secrets& secrets);

}  // namespace tasksched::daemon
