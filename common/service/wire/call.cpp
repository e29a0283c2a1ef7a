#include "common/service/wire/call.h"

#include <memory>
#include <type_traits>
#include <utility>

#include "common/base/text.h"
#include "common/model/task_spec.h"
#include "common/service/wire/head.h"
#include "common/service/wire/history_fields.h"
#include "common/service/wire/operation.h"
#include "common/service/wire/request_fields.h"
#include "common/service/wire/run_request_fields.h"

namespace tasksched::service::wire {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// The first line holds no lists of lists of lists: what is deeper is no call.
constexpr int kDeepest = 16;

constexpr std::size_t kLongestHead = std::size_t{1024} * 1024;

/// Reads JSON that may come from anybody: values that are nested too deeply are never built.
Json parse(std::string_view text) {
    bool too_deep = false;
    const auto shallow = [&too_deep](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > kDeepest;
        return depth <= kDeepest;
    };
    Json json = Json::parse(text.begin(), text.end(), shallow, /*allow_exceptions=*/false);
    return too_deep ? Json(Json::value_t::discarded) : json;
}

template <typename Response>
Result<std::string> answer(Result<Response> response) {
    if (!response) {
        return tl::unexpected(std::move(response.error()));
    }
    if constexpr (std::is_void_v<Response>) {
        return Json().dump();
    } else {
        return wire::encode(*response).dump();
    }
}

/// No page is longer than what a daemon holds in memory for a client.
template <typename Request>
Result<void> check_page(const Request& request) {
    std::int64_t rows = 0;
    if constexpr (requires { request.filter.limit; }) {
        rows = request.filter.limit;
    } else if constexpr (requires { request.limit; }) {
        rows = request.limit;
    }
    return rows <= kMostRows ? Result<void>()
                             : fail(ErrorCode::kInvalid, "a page has at most {} rows", kMostRows);
}

template <typename Request>
Result<Request> read_request(const Head& head) {
    Request request{};
    if (!wire::decode(head.request, request)) {
        return fail(ErrorCode::kInvalid,
                    "{}: its request cannot be read; is it of another version "
                    "of tasksched?",
                    base::quoted(head.operation));
    }
    return request;
}

template <typename Response, typename Argument>
Result<void> take(const Operation<Response, Argument>& operation, const Head& head, Call& call) {
    using Request = std::remove_cvref_t<Argument>;
    auto request = read_request<Request>(head);
    const auto checked = request.and_then([](const Request& read) { return check_page(read); });
    if (!checked) {
        return checked;
    }
    call.effect = operation.effect;
    call.carry_out = [method = operation.method, asked = std::move(*request)](
                         Operations& operations) { return answer((operations.*method)(asked)); };
    return {};
}

template <typename Response>
Result<void> take(const Operation<Response, void>& operation, const Head& /*head*/, Call& call) {
    call.effect = operation.effect;
    call.carry_out = [method = operation.method](Operations& operations) {
        return answer((operations.*method)());
    };
    return {};
}

/// The lines behind the first one, one after the other.
class Lines {
  public:
    Lines(std::shared_ptr<const std::string> words, std::size_t at)
        : words_(std::move(words)), at_(at) {}

    Result<std::optional<model::TaskSpec>> next() {
        if (at_ >= words_->size()) {
            return std::nullopt;
        }
        if (++taken_ > kMostTasks) {
            return too_many_tasks();
        }
        const std::size_t end = std::min(words_->find('\n', at_), words_->size());
        const std::string_view line = std::string_view(*words_).substr(at_, end - at_);
        at_ = end + 1;
        return model::parse_task_spec(line).map(
            [](model::TaskSpec spec) { return std::optional(std::move(spec)); });
    }

  private:
    std::shared_ptr<const std::string> words_;
    std::size_t at_;
    std::size_t taken_ = 0;
};

/// The one task of a call of kSchedule, or none.
Result<ScheduleRequest> one_task(Lines lines, const ScheduleHead& head) {
    ScheduleRequest request{.specs = {}, .replace = head.replace};
    for (;;) {
        auto spec = lines.next();
        if (!spec) {
            return tl::unexpected(std::move(spec.error()));
        }
        if (!*spec) {
            return request;
        }
        if (!request.specs.empty()) {
            return fail(ErrorCode::kInvalid, "several tasks come as a stream");
        }
        request.specs.push_back(std::move(**spec));
    }
}

Result<void> take_schedule(const Head& head, const Lines& lines, Call& call) {
    const auto asked = read_request<ScheduleHead>(head);
    if (!asked) {
        return tl::unexpected(asked.error());
    }
    call.effect = Effect::kChanges;
    if (head.operation == kScheduleStream) {
        const auto same_name = asked->replace ? OnSameName::kReplace : OnSameName::kRefuse;
        call.carry_out = [lines, same_name](Operations& operations) {
            Lines left = lines;
            return answer(operations.schedule_stream([&left] { return left.next(); }, same_name));
        };
        return {};
    }
    return one_task(lines, *asked).map([&](ScheduleRequest request) {
        call.carry_out = [request = std::move(request)](Operations& operations) {
            return answer(operations.schedule(request));
        };
    });
}

Result<UpdatePreview> preview(Operations& operations, const UpdateRequest& request) {
    UpdatePreview preview;
    std::size_t changes = 0;
    auto response = operations.preview_update(
        request, [&](const model::Task& before, const model::Task& after) {
            if (++changes <= static_cast<std::size_t>(kMostRows)) {
                preview.changes.emplace_back(before, after);
            }
        });
    if (!response) {
        return tl::unexpected(std::move(response.error()));
    }
    if (changes > preview.changes.size()) {
        return fail(ErrorCode::kFailed,
                    "{} tasks would change, and the daemon shows at most {} of them; choose fewer "
                    "by --type or --where",
                    changes, kMostRows);
    }
    preview.response = std::move(*response);
    return preview;
}

Result<void> take_preview(const Head& head, Call& call) {
    return read_request<UpdateRequest>(head).map([&](UpdateRequest request) {
        call.carry_out = [request = std::move(request)](Operations& operations) {
            return answer(preview(operations, request));
        };
    });
}

Result<void> take_operation(const Head& head, const Lines& lines, Call& call) {
    if (head.operation == kSchedule || head.operation == kScheduleStream) {
        return take_schedule(head, lines, call);
    }
    if (head.operation == kPreviewUpdate) {
        return take_preview(head, call);
    }
    Result<void> taken = fail(ErrorCode::kInvalid, "this daemon does not know the operation {}",
                              base::quoted(head.operation));
    const auto try_one = [&](const auto& operation) {
        if (operation.name == head.operation) {
            taken = take(operation, head, call);
        }
    };
    std::apply([&](const auto&... all) { (try_one(all), ...); }, kOperations);
    return taken;
}

/// The zone of a caller that is not known here would be read as another one.
Result<void> take_zone(const Head& head, Call& call) {
    if (!head.zone) {
        return {};
    }
    return time::Zone::load(*head.zone).map([&](time::Zone zone) { call.zone = std::move(zone); });
}

Result<Head> decode_head(std::string_view line) {
    Head head;
    if (line.size() > kLongestHead) {
        return fail(ErrorCode::kInvalid, "the request has more than {} bytes", kLongestHead);
    }
    const Json json = parse(line);
    if (json.is_discarded() || !wire::decode(json, head)) {
        return fail(ErrorCode::kInvalid,
                    "the request is no JSON object that asks for an operation");
    }
    if (head.version != kCallVersion) {
        return fail(ErrorCode::kInvalid,
                    "the request is of version {} and this daemon speaks version {}: {} is to be "
                    "updated, or started again after an update",
                    head.version, kCallVersion,
                    head.version > kCallVersion ? "the daemon" : "the command");
    }
    return head;
}

}  // namespace

tl::unexpected<base::Error> too_many_tasks() {
    return fail(ErrorCode::kInvalid,
                "a batch that goes through the daemon has at most {} tasks; split it", kMostTasks);
}

Result<Call> decode_call(std::string words) {
    const auto shared = std::make_shared<const std::string>(std::move(words));
    const std::size_t end = std::min(shared->find('\n'), shared->size());
    auto head = decode_head(std::string_view(*shared).substr(0, end));
    if (!head) {
        return tl::unexpected(std::move(head.error()));
    }
    Call call;
    auto taken = take_zone(*head, call).and_then([&] {
        return take_operation(*head, Lines(shared, end + 1), call);
    });
    if (!taken) {
        return tl::unexpected(std::move(taken.error()));
    }
    call.operation = std::move(head->operation);
    call.acting_for = std::move(head->acting_for);
    return call;
}

}  // namespace tasksched::service::wire
