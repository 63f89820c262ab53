#pragma once

#include <ember/optim/adam.hpp>
