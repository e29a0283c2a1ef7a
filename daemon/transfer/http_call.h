#pragma once

#include <curl/curl.h>

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "daemon/transfer/http_exchange.h"
#include "daemon/transfer/transfer.h"
#include "daemon/transfer/url.h"

namespace tasksched::daemon {

/// One request and its reply, redirects not followed: the HTTP of a Transfer. Holds on to its
/// arguments.
class HttpCall {
  public:
    HttpCall(TransferEngine& engine, const HttpRequest& request, const Url& url);

    /// Once.
    asio::awaitable<tl::expected<HttpReply, TransferError>> run(
        std::chrono::steady_clock::time_point deadline, AttemptControl& control);

  private:
    struct FreeList {
        void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
    };

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

    void set_request();
    void add_headers();
    void add_header(const std::string& line);
    [[nodiscard]] bool has_header(const char* name) const;
    [[nodiscard]] bool has_sent();
    HttpReply finish_reply();

    TransferEngine& engine_;
    const HttpRequest& request_;
    const Url& url_;
    HttpReply reply_;
    std::size_t header_bytes_ = 0;
    bool is_head_complete_ = false;
    std::unique_ptr<curl_slist, FreeList> headers_;
    Transfer transfer_;  ///< the last: what libcurl points to outlives it
};

}  // namespace tasksched::daemon
