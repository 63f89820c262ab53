#pragma once
#include <ember/compat/core.hpp>
