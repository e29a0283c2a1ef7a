#include "tests/bench/transfers/bare_mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace tasksched::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kHeaders[] = {
    "Date: Sat, 28 Nov 2026 08:35:27 +0000", "From: sched@example.org", "To: ada@example.org",
    "Subject: one of many", "Message-ID: <1795854927.0123456789abcdef@example.org>"};
constexpr const char* kText = "The text of the message.\r\n";

struct FreeList {
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

List list_of_headers() {
    List list;
    for (const std::string_view header : kHeaders) {
        list.reset(::curl_slist_append(list.release(), std::string(header).c_str()));
    }
    return list;
}

/// A handle that is used for one message after the other, with the MIME of libcurl.
class Sender {
  public:
    explicit Sender(const std::string& url)
        : easy_(::curl_easy_init()),
          to_(::curl_slist_append(nullptr, "<ada@example.org>")),
          headers_(list_of_headers()) {
        ::curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
        ::curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
        ::curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
        ::curl_easy_setopt(easy_, CURLOPT_MAIL_FROM, "<sched@example.org>");
        ::curl_easy_setopt(easy_, CURLOPT_MAIL_RCPT, to_.get());
        ::curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_.get());
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    ~Sender() {
        ::curl_easy_cleanup(easy_);
        ::curl_mime_free(mime_);
    }

    /// The handle, with the next message.
    CURL* prepare() {
        curl_mime* mime = ::curl_mime_init(easy_);
        curl_mimepart* part = ::curl_mime_addpart(mime);
        ::curl_mime_data(part, kText, CURL_ZERO_TERMINATED);
        ::curl_mime_type(part, "text/plain; charset=utf-8");
        ::curl_easy_setopt(easy_, CURLOPT_MIMEPOST, mime);
        ::curl_mime_free(mime_);
        mime_ = mime;
        return easy_;
    }

  private:
    CURL* easy_;
    List to_;
    List headers_;
    curl_mime* mime_ = nullptr;
};

}  // namespace

std::chrono::nanoseconds bare_mail(const std::string& url, int count, int connections) {
    const auto begin = Clock::now();
    CURLM* multi = ::curl_multi_init();
    ::curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
    std::deque<Sender> senders;
    int left = count;
    for (int i = 0; i < std::min(connections, count); ++i, --left) {
        ::curl_multi_add_handle(multi, senders.emplace_back(url).prepare());
    }
    for (int running = 1; running > 0;) {
        ::curl_multi_perform(multi, &running);
        int queued = 0;
        while (const CURLMsg* message = ::curl_multi_info_read(multi, &queued)) {
            if (message->data.result != CURLE_OK) {
                throw std::runtime_error(::curl_easy_strerror(message->data.result));
            }
            Sender* sender = nullptr;
            ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &sender);
            ::curl_multi_remove_handle(multi, message->easy_handle);
            if (left-- > 0) {
                ::curl_multi_add_handle(multi, sender->prepare());
                running = 1;
            }
        }
        if (running > 0) {
            ::curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
        }
    }
    const auto taken = Clock::now() - begin;
    senders.clear();
    ::curl_multi_cleanup(multi);
    return taken;
}

}  // namespace tasksched::bench
