#include <ember/autograd/error.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/envs/error.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/stop_signal.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <ember/cli/program.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <new>
#include <vector>

namespace ember::cli {
namespace {

void tell(const std::string& what, const std::string& where = "", const std::string& remedy = "") {
  std::cerr << "error: " << what << '\n';
  if (!where.empty()) std::cerr << "  where: " << where << '\n';
  if (!remedy.empty()) std::cerr << "  what to do: " << remedy << '\n';
}

// ", avx2, avx512", as far as this processor has them.
std::string further_isas() {
  std::string list;
  for (const auto isa : {kernels::Isa::avx2, kernels::Isa::avx512})
    if (const auto* table = kernels::table_for(isa)) list += std::string(", ") + table->name;
  return list;
}

// If a standard stream is closed, the next file that is opened would take its place and get what is printed.
void open_standard_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor)
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) return;
}

// Whether standard output is a pipe that nobody reads any more.
bool reader_is_gone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

int run(int argc, char** argv, int (*program)(std::span<const std::string>)) {
  open_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);
  train::catch_stop_signals();
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const int status = guarded([&] {
    if (kernels::isa_request_refused())
      throw train::UsageError(
          std::string("EMBER_ISA=") + std::getenv("EMBER_ISA") + ": not an instruction set here",
          "environment", "this processor has baseline" + further_isas());
    return program(arguments);
  });
  errno = 0;
  std::cout.flush();
  if (status != 0 || std::cout || reader_is_gone()) return status;
  tell(std::string("standard output cannot be written: ") + std::strerror(errno != 0 ? errno : EIO));
  return 1;
}

int guarded(const std::function<int()>& program) {
  try {
    return program();
  } catch (const train::Failure& failure) {
    tell(failure.what(), failure.where, failure.remedy);
    return failure.exit_status;
  } catch (const envs::UnknownEnv& error) {
    tell(error.what(), "--env", "`ember envs` lists all");
    return 2;
  } catch (const NonFiniteError& error) {
    tell(error.what());
    return 4;
  } catch (const envs::NotFinite& error) {
    tell(error.what());
    return 4;
  } catch (const std::bad_alloc&) {
    tell("out of memory", "", "a smaller --buffer-size, --batch-size or network needs less");
  } catch (const std::exception& error) {
    tell(error.what());
  }
  return 1;
}

}  // namespace ember::cli
