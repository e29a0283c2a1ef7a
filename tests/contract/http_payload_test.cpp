#include "common/model/http.h"
#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

class StoredHttp : public StoreContract {
  protected:
    model::TaskId insert(const model::HttpPayload& payload) {
        model::Task task = a_task();
        task.type = "http";
        model::TaskId id;
        change([&](Transaction& transaction) {
            id = value_of(transaction.tasks().insert(task, payload, alice()));
        });
        return id;
    }

    model::HttpPayload read(model::TaskId id, model::Version version) {
        return std::get<model::HttpPayload>(value_of(store_->reader().payload(id, version)));
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoredHttp, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(StoredHttp, ComesBackWithEveryField) {
    model::HttpPayload payload;
    payload.method = "POST";
    payload.url = "https://example.org/?a=b";
    payload.headers = {"A: \"quoted\"", "B: @secret:name", "C:"};
    payload.body = "line\r\n\"\xc3\xa4\"\n";
    payload.expect = model::HttpStatuses::parse("201,204-206").value();
    EXPECT_EQ(read(insert(payload), 1), payload);
}

TEST_P(StoredHttp, ComesBackWithoutOptionalFields) {
    model::HttpPayload payload;
    payload.method = "GET";
    payload.url = "http://h";
    EXPECT_EQ(read(insert(payload), 1), payload);
}

}  // namespace

}  // namespace tasksched::store
