#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "common/base/ip_address.h"
#include "daemon/transfer/address_filter.h"
#include "daemon/transfer/http_call.h"
#include "daemon/transfer/transfer_engine.h"
#include "daemon/transfer/url.h"

namespace tasksched::daemon {
namespace {

constexpr int kMostRedirects = 3;

tl::unexpected<TransferError> refused(std::string message) {
    return tl::unexpected(
        TransferError{.kind = TransferFailure::kRefused, .message = std::move(message)});
}

bool is_token(std::string_view text) {
    constexpr std::string_view kTokenCharacters =
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return !text.empty() && text.find_first_not_of(kTokenCharacters) == std::string_view::npos;
}

bool is_header(std::string_view line) {
    const auto colon = line.find(':');
    return colon != std::string_view::npos && is_token(line.substr(0, colon)) &&
           line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// What an address in the URL itself says; a name's are judged when they are connected to. Behind a
/// proxy, which connects in our place, this is all that there is to judge.
tl::expected<Url, TransferError> admit(Url url, Destination destination,
                                       const AddressFilter& filter) {
    const auto address = base::parse_ip_address(url.host());
    if (destination == Destination::kOfUser && address && !filter.allows(*address)) {
        return refused(address_not_allowed(base::to_string(*address)));
    }
    return url;
}

/// Whether the request is one that can be sent as it is meant.
tl::expected<Url, TransferError> check(const HttpRequest& request, const AddressFilter& filter) {
    if (!is_token(request.method)) {
        return refused(fmt::format("'{}' is no method of HTTP", request.method));
    }
    if (!std::all_of(request.headers.begin(), request.headers.end(), is_header)) {
        return refused("a header is not of the form 'Name: value' in one line");
    }
    auto url = Url::parse(request.url);
    if (!url) {
        return refused(url.error().message);
    }
    return admit(std::move(*url), request.destination, filter);
}

bool is_redirect(const HttpReply& reply) {
    const int status = reply.status;
    return !reply.location.empty() &&
           (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
}

/// Makes of `request` the one that a redirect with `status` asks for (RFC 9110 15.4).
tl::expected<void, TransferError> turn_to(const Url& next, const Url& from, int status,
                                          HttpRequest& request) {
    const bool becomes_get = status == 303
                                 ? request.method != "GET" && request.method != "HEAD"
                                 : (status == 301 || status == 302) && request.method == "POST";
    if (becomes_get) {
        request.method = "GET";
        request.body.reset();
        std::erase_if(request.headers, [](const std::string& line) {
            return ::strncasecmp(line.c_str(), "content-", 8) == 0;
        });
    }
    if (next.origin() != from.origin()) {
        if (request.body) {
            return refused(
                fmt::format("it is redirected to {}, and what it sends is not meant for "
                            "another host: schedule the call to there",
                            next.text()));
        }
        request.headers.clear();
    }
    return {};
}

/// Where the reply leads to, with `request` made the one for there.
tl::expected<Url, TransferError> follow(const HttpReply& reply, const Url& from,
                                        HttpRequest& request, const AddressFilter& filter) {
    auto next = from.resolve(reply.location);
    if (!next) {
        return refused("it is redirected: " + next.error().message);
    }
    if (auto turned = turn_to(*next, from, reply.status, request); !turned) {
        return tl::unexpected(std::move(turned.error()));
    }
    return admit(std::move(*next), request.destination, filter);
}

}  // namespace

asio::awaitable<tl::expected<HttpReply, TransferError>> TransferEngine::exchange(
    HttpRequest request, AttemptControl& control) {
    const auto deadline = std::chrono::steady_clock::now() + request.timeout;
    auto url = check(request, *filter_);
    if (!url) {
        co_return tl::unexpected(url.error());
    }
    for (int redirects = 0;; ++redirects) {
        HttpCall call(*this, request, *url);
        auto reply = co_await call.run(deadline, control);
        if (!reply || request.redirects == Redirects::kReturn || !is_redirect(*reply)) {
            if (!reply && redirects > 0 && reply.error().kind == TransferFailure::kNotSent) {
                reply.error().kind = TransferFailure::kInterrupted;
            }
            co_return reply;
        }
        auto next = redirects < kMostRedirects ? follow(*reply, *url, request, *filter_)
                                               : refused("it is redirected more than three times");
        if (!next) {
            co_return tl::unexpected(std::move(next.error()));
        }
        url = std::move(next);
    }
}

}  // namespace tasksched::daemon
