#pragma once

#include <tuple>

#include "common/service/wire/model_codecs.h"

// The fields of the payloads on the wire.

namespace tasksched::service::wire {

template <>
struct Fields<model::CommandPayload> {
    using T = model::CommandPayload;
    static constexpr auto kAll =
        std::tuple{field("argv", &T::argv), field("shell", &T::shell), field("cwd", &T::cwd),
                   field("env", &T::env), field("stdin", &T::standard_input)};
};

template <>
struct Fields<model::EmailPayload> {
    using T = model::EmailPayload;
    static constexpr auto kAll = std::tuple{
        field("to", &T::to),           field("from", &T::from), field("subject", &T::subject),
        field("message", &T::message), field("html", &T::html), field("attach", &T::attach)};
};

template <>
struct Fields<model::Transfer> {
    using T = model::Transfer;
    static constexpr auto kAll =
        std::tuple{field("receiver", &T::receiver), field("amount", &T::amount)};
};

template <>
struct Fields<model::PaymentPayload> {
    using T = model::PaymentPayload;
    static constexpr auto kAll =
        std::tuple{field("sender", &T::sender), field("currency", &T::currency),
                   field("transfers", &T::transfers), field("reference", &T::reference)};
};

template <>
struct Fields<model::ReportPayload> {
    using T = model::ReportPayload;
    static constexpr auto kAll =
        std::tuple{field("program", &T::program), field("sql", &T::sql),
                   field("to", &T::to),           field("subject", &T::subject),
                   field("format", &T::format),   field("attach_as", &T::attach_as)};
};

template <>
struct Fields<model::HttpPayload> {
    using T = model::HttpPayload;
    static constexpr auto kAll = std::tuple{field("method", &T::method), field("url", &T::url),
                                            field("headers", &T::headers), field("body", &T::body),
                                            field("expect", &T::expect)};
};

/// What is known of the type stays here: a peer looks at its own manifests.
template <>
struct Fields<model::PluginPayload> {
    using T = model::PluginPayload;
    static constexpr bool kKeepsSome = true;
    static constexpr auto kAll = std::tuple{field("type", &T::type), field("fields", &T::fields)};
};

}  // namespace tasksched::service::wire
