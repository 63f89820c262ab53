#pragma once
#include <ember/compat/enums.hpp>
