# cmake --install: the headers under their one spelling, the libraries with find_package(ember), and the programs.
include(CMakePackageConfigHelpers)
set(libraries "")
foreach(layer kernels autograd nn io optim envs envs_raster rl)
  if(TARGET ember_${layer})
    list(APPEND libraries ember_${layer})
  endif()
endforeach()
install(TARGETS ${libraries} EXPORT ember ARCHIVE DESTINATION lib)
install(EXPORT ember NAMESPACE ember:: DESTINATION lib/cmake/ember FILE ember-targets.cmake)

foreach(folder autograd nn optim envs rl)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION include/ember
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inl" PATTERN isa EXCLUDE)
endforeach()

file(CONFIGURE OUTPUT ember-config.cmake @ONLY CONTENT [[
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(box2d)
include(${CMAKE_CURRENT_LIST_DIR}/ember-targets.cmake)
]])
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ember-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ember-config.cmake ${PROJECT_BINARY_DIR}/ember-config-version.cmake
  DESTINATION lib/cmake/ember)
if(EMBER_CLI)
  get_property(programs DIRECTORY ${PROJECT_SOURCE_DIR}/cli PROPERTY BUILDSYSTEM_TARGETS)
  foreach(program ${programs})
    get_target_property(type ${program} TYPE)
    if(type STREQUAL EXECUTABLE)
      install(TARGETS ${program} RUNTIME DESTINATION bin)
    endif()
  endforeach()
endif()
