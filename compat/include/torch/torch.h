#pragma once
#include <ember/compat/torch.hpp>
