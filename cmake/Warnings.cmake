# One interface target that every target of the project links: warnings and the rules on floating point.
add_library(ember_flags INTERFACE)
target_compile_options(ember_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${EMBER_WARNINGS_AS_ERRORS}>:-Werror>
  -ffp-contract=off                                  # a product and a sum round twice, unless a kernel writes fma
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
