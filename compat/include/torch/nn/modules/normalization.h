#pragma once
#include <ember/compat/modules.hpp>
