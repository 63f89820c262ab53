#pragma once

#include <stdexcept>
#include <string>

/// The errors of the environments layer. Every message reads `what: rule broken: values`, and nothing has
/// changed when one is thrown.
namespace ember::envs {

/// Base of all errors below, for callers that treat them alike.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An action outside the action space: a number that is not one of the choices, or a value that is not
/// finite.
struct ActionError : Error {
  using Error::Error;
};

/// A call at the wrong moment: step before reset, or step after the end of an episode.
struct StateError : Error {
  using Error::Error;
};

/// A row of the wrong length: observation memory, a continuous action, a batch.
struct ShapeError : Error {
  using Error::Error;
};

/// An argument outside its range: a negative seed, no environments, bounds in the wrong order.
struct ValueError : Error {
  using Error::Error;
};

/// An observation or reward that is NaN or infinite where it must not be.
struct NotFinite : Error {
  using Error::Error;
};

/// An environment id that is not in the catalogue; the message names the nearest ids.
struct UnknownEnv : Error {
  using Error::Error;
};

}  // namespace ember::envs
