#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/model/ids.h"
#include "common/model/output_piece.h"

namespace tasksched::ipc {

// The verb by which a client reads what an attempt writes while it runs.

inline constexpr std::string_view kOutputVerb = "output";

/// How long the daemon waits for output at most, whatever the request says.
inline constexpr std::chrono::milliseconds kLongestOutputWait{10'000};

struct OutputRequest {
    model::RunId run;
    int attempt = 1;
    std::int64_t from = 0;              ///< the first byte that is wanted
    std::chrono::milliseconds wait{0};  ///< where there is none yet

    friend bool operator==(const OutputRequest&, const OutputRequest&) = default;
};

struct OutputReply {
    model::OutputPiece piece;  ///< empty where nothing came within the wait
    /// The attempt is not being carried out: not yet, or not any more. What it wrote is in the
    /// store, or comes there with its end.
    bool over = false;

    friend bool operator==(const OutputReply&, const OutputReply&) = default;
};

std::string encode(const OutputRequest& request);
std::string encode(const OutputReply& reply);

/// The body of a request or reply as it was; none where the bytes are not one.
std::optional<OutputRequest> decode_output_request(std::string_view bytes);
std::optional<OutputReply> decode_output_reply(std::string_view bytes);

}  // namespace tasksched::ipc
