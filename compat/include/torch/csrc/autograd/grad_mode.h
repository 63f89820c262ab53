#pragma once
#include <ember/compat/tensor.hpp>
