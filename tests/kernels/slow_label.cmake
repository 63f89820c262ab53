# The exhaustive test takes minutes: `ctest -L slow` runs it, `ctest -LE slow` leaves it out.
set_tests_properties(AccuracySlow.FloatFunctionsOverAllFloats PROPERTIES LABELS slow TIMEOUT 3600)
