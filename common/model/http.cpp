#include "common/model/http.h"

#include <array>

#include "common/base/text.h"
#include "common/model/command.h"
#include "common/model/http_text.h"
#include "common/model/json_writer.h"
#include "common/model/option.h"
#include "common/model/secret_reference.h"

namespace tasksched::model {

namespace {

using base::Result;

constexpr std::array<TypeOption, 5> kHttpOptions{{
    {"method", "METHOD", "of the request: GET, POST, PUT, ..."},
    {"url", "URL", "http://... or https://..., to call"},
    {"header", "HEADER", "'Name: value'; repeatable; @secret:NAME for a secret", OptionKind::kList},
    {"data", "TEXT", "its body; @FILE for what FILE holds now, - for standard input",
     OptionKind::kText, ValueSource::kTextOrFile},
    {"expect", "STATUSES", "of the reply that are success: 200-299 or 200,404"},
}};

constexpr std::array<std::string_view, 2> kHttpOperands{"method", "url"};
constexpr std::array<std::string_view, 2> kHttpFields{"method", "url"};

constexpr int kHttpRetries = 5;

std::size_t size_of(const HttpPayload& payload) {
    std::size_t bytes = payload.method.size() + payload.url.size() + payload.body.size();
    for (const std::string& header : payload.headers) {
        bytes += header.size();
    }
    return bytes;
}

Result<void> check_headers(const std::vector<std::string>& headers) {
    for (const std::string& header : headers) {
        auto sound =
            check_http_header(header).and_then([&] { return check_secret_references(header); });
        if (!sound) {
            return in_option("--header", std::move(sound.error()));
        }
    }
    return {};
}

Result<void> check_body(const std::string& body) {
    if (!base::is_utf8(body) || body.find('\0') != std::string::npos) {
        return invalid_option("--data", "UTF-8 text without NUL is expected");
    }
    if (auto sound = check_secret_references(body); !sound) {
        return in_option("--data", std::move(sound.error()));
    }
    return {};
}

Result<void> check_target(const HttpPayload& payload) {
    if (payload.method.empty() || payload.url.empty()) {
        return base::fail(base::ErrorCode::kInvalid,
                          "what to call is missing: give METHOD and URL, as in 'http POST "
                          "https://example.org/hook'");
    }
    if (auto sound = check_http_method(payload.method); !sound) {
        return in_option("METHOD", std::move(sound.error()));
    }
    if (auto sound = check_http_url(payload.url); !sound) {
        return in_option("URL", std::move(sound.error()));
    }
    return payload.method == "HEAD" && !payload.body.empty()
               ? invalid_option("--data", "a HEAD request has no body")
               : Result<void>();
}

void apply_headers(const GivenOptions& given, HttpPayload& payload) {
    const auto headers = values_of(given, "header");
    if (headers.size() == 1 && headers[0] == kNoneWord) {
        payload.headers.clear();
    } else if (!headers.empty()) {
        payload.headers.assign(headers.begin(), headers.end());
    }
}

Result<void> apply_expect(const GivenOptions& given, HttpPayload& payload) {
    const auto text = value_of(given, "expect");
    if (!text) {
        return tl::unexpected(text.error());
    }
    if (*text == nullptr) {
        return {};
    }
    auto statuses = HttpStatuses::parse(**text);
    if (!statuses) {
        return in_option("--expect", std::move(statuses.error()));
    }
    payload.expect = *statuses;
    return {};
}

}  // namespace

const TypeInfo HttpPayload::kType{.name = "http",
                                  .help = "call a URL",
                                  .options = kHttpOptions,
                                  .operands = kHttpOperands,
                                  .runs_program = false,
                                  .fields = kHttpFields,
                                  .policies = {.deadline = {},
                                               .timeout = {},
                                               .retries = kHttpRetries,
                                               .backoff = {},
                                               .notify = {},
                                               .retry_on = {},
                                               .give_up_on = {},
                                               .limits = {}}};

Result<void> check(const HttpPayload& payload) {
    if (const std::size_t bytes = size_of(payload); bytes > kMaxPayloadBytes) {
        return base::fail(base::ErrorCode::kInvalid,
                          "the request has {} bytes with its headers, {} are allowed", bytes,
                          kMaxPayloadBytes);
    }
    return check_target(payload)
        .and_then([&] { return check_headers(payload.headers); })
        .and_then([&] { return check_body(payload.body); });
}

Result<void> apply_options(const TaskSpec& spec, HttpPayload& payload) {
    if (spec.retry_on || spec.give_up_on) {
        return invalid_option(spec.retry_on ? "--retry-on" : "--give-up-on",
                              "an http task has no exit status; its statuses that are success are "
                              "given with --expect");
    }
    const GivenOptions& given = spec.type_options;
    apply_headers(given, payload);
    return apply_text(given, "method", payload.method)
        .and_then([&] { return apply_text(given, "url", payload.url); })
        .and_then([&] { return apply_text(given, "data", payload.body); })
        .and_then([&] { return apply_expect(given, payload); })
        .and_then([&] { return check(payload); });
}

std::string summary(const HttpPayload& payload) {
    return base::escape_control(payload.method + ' ' + payload.url);
}

std::optional<std::string> field(const HttpPayload& payload, std::string_view name) {
    if (name == "method") {
        return payload.method;
    }
    if (name == "url") {
        return payload.url;
    }
    return std::nullopt;
}

std::string to_json(const HttpPayload& payload) {
    JsonObject object;
    object.text("method", payload.method)
        .text("url", payload.url)
        .json("header", json_list(payload.headers))
        .text_or_null("data", payload.body)
        .text("expect", payload.expect.text());
    return object.str();
}

std::vector<std::pair<std::string_view, std::string>> details(const HttpPayload& payload) {
    std::vector<std::pair<std::string_view, std::string>> lines;
    for (const std::string& header : payload.headers) {
        lines.emplace_back("header", header);
    }
    if (!payload.body.empty()) {
        lines.emplace_back("data", fmt::format("{} bytes", payload.body.size()));
    }
    lines.emplace_back("expect", payload.expect.text());
    return lines;
}

}  // namespace tasksched::model
