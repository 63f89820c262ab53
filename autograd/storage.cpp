#include <ember/autograd/error.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/storage.hpp>
#include <ember/autograd/turned_copy.hpp>
#include <new>

namespace ember {

Ref<Storage> Storage::create(size_t bytes, size_t ahead) {
  require<OutOfMemoryError>(bytes < SIZE_MAX / 2, "allocate: out of memory: asked for ", bytes, " bytes");
  const size_t header = sizeof(Storage) + ahead;
  auto* block = static_cast<char*>(pool::allocate(header + bytes));
  return Ref<Storage>::adopt(new (block) Storage(block + header, bytes, false));
}

Ref<Storage> Storage::wrap(void* data, size_t bytes, Deleter deleter, void* context) {
  auto* storage = new (pool::allocate(sizeof(Storage))) Storage(data, bytes, true);
  storage->deleter_ = deleter;
  storage->context_ = context;
  return Ref<Storage>::adopt(storage);
}

void Storage::destroy(Storage* storage) {
  if (const TurnedCopy* copy = storage->turned.load(std::memory_order_relaxed)) [[unlikely]]
    delete copy;
  size_t block = sizeof(Storage);
  if (storage->deleter_ != nullptr)
    storage->deleter_(storage->context_);
  else
    block = static_cast<size_t>(static_cast<char*>(storage->data_) - reinterpret_cast<char*>(storage)) +
            storage->bytes_;
  pool::release(storage, block);
}

}  // namespace ember
