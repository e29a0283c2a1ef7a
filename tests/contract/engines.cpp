#include "tests/contract/store_contract.h"
#include "tests/support/temporary_home.h"

namespace tasksched::store {

namespace {

class SqliteSite final : public StoreSite {
  public:
    [[nodiscard]] Location location() const override {
        return {.engine = Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}};
    }

  private:
    support::TemporaryHome home_;
};

}  // namespace

const std::vector<EngineUnderTest>& engines_under_test() {
    static const std::vector<EngineUnderTest> kEngines{
        {.name = "Sqlite",
         .make_site = []() -> std::unique_ptr<StoreSite> {
             return std::make_unique<SqliteSite>();
         }},
    };
    return kEngines;
}

}  // namespace tasksched::store
