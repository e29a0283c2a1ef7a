#pragma once

#include <vector>

#include "common/base/error.h"
#include "common/model/audit.h"
#include "common/store/filter.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// As TaskWriter::record.
void insert_audit(Statements& statements, const model::AuditEntry& entry);

/// As Reader::audit.
base::Result<std::vector<model::AuditEntry>> read_audit(Statements& statements,
                                                        const AuditFilter& filter);

}  // namespace tasksched::store::sqlite
