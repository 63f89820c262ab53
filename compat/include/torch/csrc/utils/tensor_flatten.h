#pragma once
#include <ember/compat/static.hpp>
