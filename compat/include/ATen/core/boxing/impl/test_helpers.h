#pragma once
#include <ember/compat/dispatcher.hpp>
#if __has_include(<gmock/gmock.h>)
#include <gmock/gmock.h>
#endif
