#include "common/model/payload.h"

#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

TEST(Payload, IsMadeEmptyByTheNameOfItsType) {
    for (const TypeInfo* type : types()) {
        const auto payload = empty_payload(type->name);
        ASSERT_TRUE(payload) << type->name;
        EXPECT_EQ(type_name(*payload), type->name);
    }
}

TEST(Payload, RefusesAnUnknownTypeAndListsTheKnownOnes) {
    const auto payload = empty_payload("fax");
    ASSERT_FALSE(payload);
    EXPECT_EQ(payload.error().message,
              "type: 'fax' is not one of the known types: command, email, payment, report, http");
}

TEST(Payload, PassesChecksOnToItsType) {
    Payload payload = CommandPayload{};
    EXPECT_FALSE(check(payload));
    TaskSpec spec;
    spec.words = {"/bin/echo", "a b"};
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_TRUE(check(payload));
    EXPECT_EQ(summary(payload), "/bin/echo 'a b'");
    EXPECT_EQ(field(payload, "program"), "/bin/echo");
}

}  // namespace
}  // namespace tasksched::model
