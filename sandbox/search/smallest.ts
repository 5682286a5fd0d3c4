/**
 * The `count` smallest items in ascending order, without sorting the rest: O(n log count). A page of a hundred out of
 * a hundred thousand rows costs about one pass over them.
 */
export function smallest<Item>(
  items: readonly Item[],
  count: number,
  compare: (left: Item, right: Item) => number,
): Item[] {
  if (count <= 0) return []
  if (items.length <= count * 2) return items.toSorted(compare).slice(0, count)
  // A heap with the greatest of the items kept so far on top: whatever is smaller replaces it.
  const heap = items.slice(0, count)
  for (let index = (count >> 1) - 1; index >= 0; index--) sink(heap, index, compare)
  for (let index = count; index < items.length; index++) {
    const item = items[index] as Item
    if (compare(item, heap[0] as Item) >= 0) continue
    heap[0] = item
    sink(heap, 0, compare)
  }
  return heap.sort(compare)
}

function sink<Item>(heap: Item[], start: number, compare: (left: Item, right: Item) => number): void {
  const item = heap[start] as Item
  let index = start
  for (;;) {
    let child = index * 2 + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && compare(heap[child + 1] as Item, heap[child] as Item) > 0) child++
    if (compare(heap[child] as Item, item) <= 0) break
    heap[index] = heap[child] as Item
    index = child
  }
  heap[index] = item
}
