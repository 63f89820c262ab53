#pragma once
#include <ember/compat/linalg.hpp>
