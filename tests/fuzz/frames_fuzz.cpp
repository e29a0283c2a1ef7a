#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/ipc/frame.h"
#include "common/ipc/gateway.h"
#include "common/ipc/live_output.h"
#include "common/service/wire/call.h"
#include "common/service/wire/remote_service.h"
#include "tests/fuzz/fuzzing.h"

// What comes over the daemon's socket. Any bytes are read or refused with a message in one line: as
// a stream of frames with requests and replies, and, where they begin with '{', as a call, or, with
// 'r', as the reply to one. No input takes more than 10 ms.

namespace {

using tasksched::fuzz::require;
namespace ipc = tasksched::ipc;
namespace service = tasksched::service;

void check_message(const tasksched::base::Error& error) {
    require(!error.message.empty() && error.message.find('\n') == std::string::npos,
            "a message that is not one line");
}

void check_call(std::string_view words) {
    const auto call = service::wire::decode_call(std::string(words));
    if (!call) {
        check_message(call.error());
        return;
    }
    require(!call->operation.empty() && call->carry_out != nullptr, "a call of nothing");
}

void check_answer(std::string_view words) {
    service::RemoteService remote(
        [words](std::string, service::wire::Effect) {
            return tasksched::base::Result<std::string>(std::string(words));
        },
        std::nullopt, "UTC");
    const auto check = [](const auto& result) {
        if (!result) {
            check_message(result.error());
        }
    };
    check(remote.show({"1"}));
    check(remote.run({1}));
    check(remote.logs({.run = {1}, .attempt = {}}));
    check(remote.missed({}));
    check(remote.totals(std::chrono::hours(1)));
}

void check_request(const ipc::Request& request, std::string& body) {
    body += request.body;
    if (request.more) {
        return;
    }
    if (request.verb == "call") {
        check_call(body);
    } else {
        static_cast<void>(ipc::decode_output_request(body));
    }
    body.clear();
}

/// In pieces, as a socket gives them.
void check_stream(std::string_view bytes) {
    constexpr std::size_t kPiece = 7;
    ipc::FrameReader frames(ipc::kMaxGatewayFrame);
    std::string body;
    while (!bytes.empty() && !frames.broken()) {
        frames.append(bytes.substr(0, kPiece));
        bytes.remove_prefix(std::min(bytes.size(), kPiece));
        while (const auto frame = frames.next()) {
            if (const auto request = ipc::decode_request(*frame)) {
                check_request(*request, body);
            } else {
                check_message(request.error());
            }
            static_cast<void>(ipc::decode_reply(*frame));
        }
    }
}

void check(std::string_view bytes) {
    if (bytes.starts_with('{')) {
        check_call(bytes);
    } else if (bytes.starts_with('r')) {
        check_answer(bytes.substr(1));
    } else {
        check_stream(bytes);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    tasksched::fuzz::within_time_limit([bytes] { check(bytes); });
    return 0;
}
