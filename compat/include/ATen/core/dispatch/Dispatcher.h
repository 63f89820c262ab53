#pragma once
#include <ember/compat/dispatcher.hpp>
