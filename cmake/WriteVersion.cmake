# cmake -D SOURCE=... -D TEMPLATE=... -D OUTPUT=... -P WriteVersion.cmake: fills in the commit of the tree. It runs in
# every build, but writes the file only when something in it has changed.
execute_process(
  COMMAND git describe --always --dirty --abbrev=12 --exclude=*
  WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
