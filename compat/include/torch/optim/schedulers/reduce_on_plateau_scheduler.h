#pragma once
#include <ember/compat/optim.hpp>
