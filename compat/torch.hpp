// All of torch:: that Ember has (https://pytorch.org/cppdocs).
#pragma once

#include <ember/compat/absent_names.hpp>
#include <ember/compat/archive.hpp>
#include <ember/compat/functions.hpp>
#include <ember/compat/linalg.hpp>
#include <ember/compat/modules.hpp>
#include <ember/compat/optim.hpp>
#include <ember/compat/special.hpp>
#include <ember/compat/static.hpp>
#include <ember/compat/tensor.hpp>
#include <ember/compat/unpool.hpp>
