#pragma once

namespace tasksched::store {

/// What calls that failed say of the storage under a store; what is worse comes later.
enum class StorageFault {
    kNone,     ///< nothing: what was asked of the store is at fault, if anything
    kReading,  ///< something of it could not be read
    kWriting,  ///< it cannot be written at all: no space, input or output, no permission any more
};

}  // namespace tasksched::store
