# Run by cpack on the files that it is about to pack: adds what a Debian package has beside what
# `cmake --install` installs, and compresses what Debian wants compressed. Its policy, 10.7 and 12.
set(source ${CMAKE_CURRENT_LIST_DIR}/..)
set(root ${CPACK_TEMPORARY_DIRECTORY})
set(doc ${root}/usr/share/doc/tasksched)

set(overrides ${root}/usr/share/lintian/overrides)

file(MAKE_DIRECTORY ${doc} ${overrides} ${root}/etc/tasksched)
file(COPY_FILE ${source}/share/debian/lintian-overrides ${overrides}/tasksched)
file(COPY_FILE ${source}/share/debian/copyright ${doc}/copyright)
file(COPY_FILE ${source}/share/debian/changelog ${doc}/changelog.Debian)
file(COPY_FILE ${source}/share/tasksched.toml ${root}/etc/tasksched/tasksched.toml)

# Without names and times, so that the same input gives the same bytes.
file(GLOB pages ${root}/usr/share/man/man*/*)
execute_process(COMMAND gzip -9n ${pages} ${doc}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
