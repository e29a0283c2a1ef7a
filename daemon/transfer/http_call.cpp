#include "daemon/transfer/http_call.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <utility>

#include "common/base/ip_address.h"
#include "common/base/version.h"

namespace tasksched::daemon {
namespace {

constexpr std::size_t kMostHeaderBytes = std::size_t{64} << 10;
constexpr std::int64_t kMostBodyBytes = std::int64_t{64} << 20;
constexpr std::size_t kMostReason = 100;

bool is_idempotent(std::string_view method) {
    constexpr std::array<std::string_view, 6> kMethods{"GET",    "HEAD",    "PUT",
                                                       "DELETE", "OPTIONS", "TRACE"};
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

/// Whether a request of the method says how long its body is, also where it has none (RFC
/// 9110 8.6).
bool expects_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

/// The text behind the status of a line such as "HTTP/1.1 404 Not Found\r\n".
std::string reason_of(std::string_view line) {
    const auto status = line.find(' ');
    const auto reason = status == std::string_view::npos ? status : line.find(' ', status + 1);
    if (reason == std::string_view::npos) {
        return {};
    }
    line.remove_prefix(reason + 1);
    line = line.substr(0, std::min(line.find_first_of("\r\n"), kMostReason));
    return std::string(line);
}

}  // namespace

HttpCall::HttpCall(TransferEngine& engine, const HttpRequest& request, const Url& url)
    : engine_(engine),
      request_(request),
      url_(url),
      transfer_(
          engine, request.destination,
          is_idempotent(request.method) ? Transfer::Resend::kAllowed : Transfer::Resend::kNever) {
    set_request();
    add_headers();
}

void HttpCall::set_request() {
    transfer_.set(CURLOPT_PROTOCOLS_STR, "http,https");
    transfer_.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    transfer_.set(CURLOPT_CURLU, url_.handle());
    transfer_.set(CURLOPT_HEADERFUNCTION, &HttpCall::on_header);
    transfer_.set(CURLOPT_HEADERDATA, this);
    transfer_.set(CURLOPT_WRITEFUNCTION, &HttpCall::on_body);
    transfer_.set(CURLOPT_WRITEDATA, this);
    const bool sends_body = request_.body.has_value() || expects_body(request_.method);
    if (sends_body) {
        const std::string_view body = request_.body ? std::string_view(*request_.body) : "";
        transfer_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        transfer_.set(CURLOPT_POSTFIELDS, body.data());
    } else if (request_.method == "HEAD") {
        transfer_.set(CURLOPT_NOBODY, 1L);
    }
    transfer_.set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

bool HttpCall::has_header(const char* name) const {
    const std::size_t length = std::string_view(name).size();
    return std::any_of(request_.headers.begin(), request_.headers.end(),
                       [&](const std::string& line) {
                           return line.size() > length && line[length] == ':' &&
                                  ::strncasecmp(line.c_str(), name, length) == 0;
                       });
}

void HttpCall::add_headers() {
    static const std::string user_agent = "User-Agent: tasksched/" + std::string(base::kVersion);
    for (const std::string& line : request_.headers) {
        // libcurl takes a name alone for a header to leave out, and this for one without a value.
        const auto colon = line.find(':');
        const bool is_empty = line.find_first_not_of(" \t", colon + 1) == std::string::npos;
        add_header(is_empty ? line.substr(0, colon) + ";" : line);
    }
    if (!has_header("User-Agent")) {
        add_header(user_agent);
    }
    // Left out: they are libcurl's own ideas of what a body is, and of asking before sending it.
    for (const char* name : {"Content-Type", "Expect"}) {
        if (!has_header(name)) {
            add_header(std::string(name) + ":");
        }
    }
    transfer_.set(CURLOPT_HTTPHEADER, headers_.get());
}

void HttpCall::add_header(const std::string& line) {
    curl_slist* list = ::curl_slist_append(headers_.get(), line.c_str());
    if (list == nullptr) {
        throw std::bad_alloc();
    }
    static_cast<void>(headers_.release());
    headers_.reset(list);
}

std::size_t HttpCall::on_header(char* data, std::size_t /*size*/, std::size_t count, void* self) {
    auto& call = *static_cast<HttpCall*>(self);
    call.transfer_.heard();
    call.header_bytes_ += count;
    if (call.header_bytes_ > kMostHeaderBytes) {
        return 0;
    }
    const std::string_view line(data, count);
    if (line.starts_with("HTTP/")) {
        call.reply_.reason = reason_of(line);
    }
    call.is_head_complete_ = line == "\r\n" || line == "\n";
    return count;
}

std::size_t HttpCall::on_body(char* data, std::size_t /*size*/, std::size_t count, void* self) {
    auto& call = *static_cast<HttpCall*>(self);
    HttpReply& reply = call.reply_;
    reply.total_bytes += static_cast<std::int64_t>(count);
    const std::size_t room = call.request_.reply_cap - reply.body.size();
    reply.body.append(data, std::min(room, count));
    reply.is_cut_off = reply.total_bytes > kMostBodyBytes;
    return reply.is_cut_off ? 0 : count;
}

bool HttpCall::has_sent() {
    long bytes = 0;
    ::curl_easy_getinfo(transfer_.handle(), CURLINFO_REQUEST_SIZE, &bytes);
    return bytes > 0;
}

HttpReply HttpCall::finish_reply() {
    long status = 0;
    ::curl_easy_getinfo(transfer_.handle(), CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
    const char* content_type = nullptr;
    ::curl_easy_getinfo(transfer_.handle(), CURLINFO_CONTENT_TYPE, &content_type);
    reply_.content_type = content_type == nullptr ? "" : content_type;
    curl_off_t retry_after = 0;
    ::curl_easy_getinfo(transfer_.handle(), CURLINFO_RETRY_AFTER, &retry_after);
    if (retry_after > 0) {
        reply_.retry_after = std::chrono::seconds(retry_after);
    }
    curl_header* location = nullptr;
    if (::curl_easy_header(transfer_.handle(), "Location", 0, CURLH_HEADER, -1, &location) ==
        CURLHE_OK) {
        reply_.location = location->value;
    }
    reply_.url = url_.text();
    return std::move(reply_);
}

asio::awaitable<tl::expected<HttpReply, TransferError>> HttpCall::run(
    std::chrono::steady_clock::time_point deadline, AttemptControl& control) {
    HostTurns::Place place{.host = url_.origin(),
                           .needs_lookup = !base::parse_ip_address(url_.host()),
                           .most = engine_.settings().limits.per_host};
    TransferEnd end = co_await transfer_.run(std::move(place), deadline, control);
    if (!end.error && !is_head_complete_) {
        // libcurl is content with a reply that ends in the middle of its headers.
        end.error = TransferError{.kind = TransferFailure::kInterrupted,
                                  .message = "the reply was cut off in its headers"};
    }
    if (!end.error || (end.code == CURLE_WRITE_ERROR && reply_.is_cut_off)) {
        co_return finish_reply();
    }
    if (end.code == CURLE_WRITE_ERROR && header_bytes_ > kMostHeaderBytes) {
        end.error->message = "the headers of the reply are longer than 64 KiB";
    }
    if (end.error->kind == TransferFailure::kInterrupted && !has_sent()) {
        end.error->kind = TransferFailure::kNotSent;
    }
    co_return tl::unexpected(std::move(*end.error));
}

}  // namespace tasksched::daemon
