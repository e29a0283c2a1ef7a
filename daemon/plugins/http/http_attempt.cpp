#include "daemon/plugins/http/http_attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "common/launch/environment.h"
#include "common/model/http_text.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::Outcome;

/// How much of a reply is stored: as much as of a command's output.
constexpr std::size_t kReplyCap = std::size_t{64} * 1024;

constexpr std::string_view kIdempotencyKey = "idempotency-key";
constexpr std::string_view kContentType = "content-type";

bool has_header(const std::vector<std::string>& headers, std::string_view lower_name) {
    return std::any_of(headers.begin(), headers.end(), [&](const std::string& line) {
        return base::to_lower(model::http_header_name(line)) == lower_name;
    });
}

bool may_pass(int status) {
    constexpr int kTimeout = 408;
    constexpr int kTooEarly = 425;
    constexpr int kTooMany = 429;
    constexpr int kServerError = 500;
    return status == kTimeout || status == kTooEarly || status == kTooMany ||
           status >= kServerError;
}

std::string describe(const HttpReply& reply, const model::HttpPayload& payload) {
    std::string text = fmt::format("HTTP {}", reply.status);
    if (!reply.reason.empty()) {
        text += ' ' + reply.reason;
    }
    if (reply.url != payload.url && !reply.url.empty()) {
        text += fmt::format(" from {}", reply.url);
    }
    if (reply.retry_after) {
        text += fmt::format("; asks to wait {} s", reply.retry_after->count());
    }
    if (reply.is_cut_off) {
        text += "; the reply was left as too long";
    }
    return base::escape_control(text);
}

/// The reply without secrets, counted as if it had come so.
model::Output stored(HttpReply reply, const Secrets& secrets) {
    const auto received = static_cast<std::int64_t>(reply.body.size());
    model::Output output;
    output.head = secrets.redact(std::move(reply.body));
    output.total_bytes =
        reply.total_bytes - received + static_cast<std::int64_t>(output.head.size());
    output.head.resize(std::min(output.head.size(), kReplyCap));
    return output;
}

Result<std::vector<std::string>> make_headers(const AttemptContext& context,
                                              const model::HttpPayload& payload, Secrets& secrets) {
    std::vector<std::string> headers;
    for (const std::string& line : payload.headers) {
        auto filled = secrets.fill_in(line);
        if (!filled) {
            return tl::unexpected(filled.error());
        }
        headers.push_back(std::move(*filled));
    }
    if (!has_header(headers, kIdempotencyKey)) {
        const model::Run& run = context.run;
        headers.push_back("Idempotency-Key: " +
                          launch::key_of_run(run.task_id, run.id, run.scheduled_for));
    }
    // As curl(1) does it, from which people come.
    if (!payload.body.empty() && !has_header(headers, kContentType)) {
        headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    }
    return headers;
}

}  // namespace

Result<HttpRequest> make_http_request(const AttemptContext& context,
                                      const model::HttpPayload& payload, Secrets& secrets) {
    auto headers = make_headers(context, payload, secrets);
    if (!headers) {
        return tl::unexpected(headers.error());
    }
    HttpRequest request;
    request.method = payload.method;
    request.url = payload.url;
    request.headers = std::move(*headers);
    if (!payload.body.empty()) {
        auto body = secrets.fill_in(payload.body);
        if (!body) {
            return tl::unexpected(body.error());
        }
        request.body = std::move(*body);
    }
    request.timeout = context.policies.timeout.value_or(kDefaultHttpTimeout);
    request.redirects = payload.expect.has_redirect() ? Redirects::kReturn : Redirects::kFollow;
    // With room for a secret that begins before the cap, so that none is cut in two unseen.
    request.reply_cap = kReplyCap + secrets.longest();
    return request;
}

model::AttemptResult judge_http_reply(const model::HttpPayload& payload, HttpReply reply,
                                      const Secrets& secrets) {
    model::AttemptResult result;
    if (payload.expect.contains(reply.status)) {
        result.outcome = Outcome::kSuccess;
    } else {
        result.outcome = may_pass(reply.status) ? Outcome::kTransient : Outcome::kPermanent;
    }
    result.retry_after = reply.retry_after;
    result.detail = secrets.redact(describe(reply, payload));
    result.output = stored(std::move(reply), secrets);
    return result;
}

model::AttemptResult judge_http_failure(const TransferError& error, const Secrets& secrets) {
    model::AttemptResult result;
    result.outcome =
        error.kind == TransferFailure::kRefused ? Outcome::kPermanent : Outcome::kTransient;
    if (error.is_timeout) {
        result.reason = model::RunReason::kTimeout;
    }
    result.detail = secrets.redact(base::escape_control(error.message));
    return result;
}

}  // namespace tasksched::daemon
