// A dictionary that keeps the order of insertion (PyTorch: torch::OrderedDict).
#pragma once

#include <ember/autograd/error.hpp>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace ember {

/// Keys with values, in the order in which they were inserted. Keys are found by comparing one after the
/// other: meant for the tens of names of a module, not for many thousands.
template <class Key, class Value> class OrderedDict {
 public:
  /// One entry; `*item` and `item->` reach the value.
  class Item {
   public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    const Key& key() const noexcept { return pair_.first; }
    Value& value() noexcept { return pair_.second; }
    const Value& value() const noexcept { return pair_.second; }
    Value& operator*() noexcept { return value(); }
    const Value& operator*() const noexcept { return value(); }
    Value* operator->() noexcept { return &value(); }
    const Value* operator->() const noexcept { return &value(); }
    const std::pair<Key, Value>& pair() const noexcept { return pair_; }

   private:
    std::pair<Key, Value> pair_;
  };
  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;

  /// `key_description` names a key in errors: "Parameter", "Buffer", ...
  explicit OrderedDict(std::string key_description = "Key") : description_(std::move(key_description)) {}
  /// Throws ValueError when a key stands twice.
  OrderedDict(std::initializer_list<Item> items) : OrderedDict() {
    for (const Item& item : items) insert(item.key(), item.value());
  }

  const std::string& key_description() const noexcept { return description_; }
  size_t size() const noexcept { return items_.size(); }
  bool is_empty() const noexcept { return items_.empty(); }
  void reserve(size_t count) { items_.reserve(count); }
  void clear() { items_.clear(); }

  Iterator begin() { return items_.begin(); }
  Iterator end() { return items_.end(); }
  ConstIterator begin() const { return items_.begin(); }
  ConstIterator end() const { return items_.end(); }
  /// Throw IndexError when there is no such entry.
  Item& front() { return (*this)[size_t{0}]; }
  const Item& front() const { return (*this)[size_t{0}]; }
  Item& back() { return (*this)[items_.size() - 1]; }
  const Item& back() const { return (*this)[items_.size() - 1]; }
  Item& operator[](size_t index) {
    check_index(index);
    return items_[index];
  }
  const Item& operator[](size_t index) const {
    check_index(index);
    return items_[index];
  }

  /// The value of a key, null when there is none.
  Value* find(const Key& key) noexcept {
    const auto at = locate(items_, key);
    return at == items_.end() ? nullptr : &at->value();
  }
  const Value* find(const Key& key) const noexcept {
    const auto at = locate(items_, key);
    return at == items_.end() ? nullptr : &at->value();
  }
  bool contains(const Key& key) const noexcept { return find(key) != nullptr; }
  /// The value of a key. Throws IndexError when there is none.
  Value& operator[](const Key& key) {
    Value* value = find(key);
    require<IndexError>(value != nullptr, description_, ": not defined: '", key, "'");
    return *value;
  }
  const Value& operator[](const Key& key) const {
    const Value* value = find(key);
    require<IndexError>(value != nullptr, description_, ": not defined: '", key, "'");
    return *value;
  }

  /// Adds an entry at the end and returns its value. Throws ValueError when the key is taken.
  Value& insert(Key key, Value value) {
    require<ValueError>(!contains(key), description_, ": already defined: '", key, "'");
    items_.emplace_back(std::move(key), std::move(value));
    return items_.back().value();
  }
  /// Inserts all entries of another dictionary. Throws ValueError at the first key that is taken.
  void update(const OrderedDict& other) {
    reserve(size() + other.size());
    for (const Item& item : other) insert(item.key(), item.value());
  }
  void update(OrderedDict&& other) {
    reserve(size() + other.size());
    for (Item& item : other) insert(item.key(), std::move(item.value()));
  }
  /// Throws IndexError when there is no such key.
  void erase(const Key& key) {
    const auto at = locate(items_, key);
    require<IndexError>(at != items_.end(), description_, ": not defined: '", key, "'");
    items_.erase(at);
  }

  const std::vector<Item>& items() const noexcept { return items_; }
  std::vector<Key> keys() const {
    std::vector<Key> all;
    for (const Item& item : items_) all.push_back(item.key());
    return all;
  }
  std::vector<Value> values() const {
    std::vector<Value> all;
    for (const Item& item : items_) all.push_back(item.value());
    return all;
  }
  std::vector<std::pair<Key, Value>> pairs() const {
    std::vector<std::pair<Key, Value>> all;
    for (const Item& item : items_) all.push_back(item.pair());
    return all;
  }
  friend bool operator==(const OrderedDict& a, const OrderedDict& b) { return a.pairs() == b.pairs(); }

 private:
  template <class Items> static auto locate(Items& items, const Key& key) {
    auto at = items.begin();
    while (at != items.end() && !(at->key() == key)) ++at;
    return at;
  }
  void check_index(size_t index) const {
    require<IndexError>(index < items_.size(), description_, ": index ", index, " is out of range for size ",
                        items_.size());
  }

  std::vector<Item> items_;
  std::string description_;
};

}  // namespace ember
