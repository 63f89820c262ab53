#include <ember/autograd/storage.hpp>
#include <ember/autograd/turned_copy.hpp>

namespace ember {

Ref<Storage> Storage::wrap(void* data, size_t bytes, Deleter deleter, void* context) {
  auto* storage = new (pool::allocate(sizeof(Storage))) Storage(data, bytes, true);
  storage->deleter_ = deleter;
  storage->context_ = context;
  return Ref<Storage>::adopt(storage);
}

void Storage::destroy(Storage* storage) {
  delete storage->turned.exchange(nullptr, std::memory_order_relaxed);
  if (storage->is_external()) storage->deleter_(storage->context_);
  pool::release(storage, storage->block_bytes());
}

}  // namespace ember
