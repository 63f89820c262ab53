#pragma once
#include <ember/compat/special.hpp>
