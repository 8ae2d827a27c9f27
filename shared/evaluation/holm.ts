/**
 * p-values adjusted for being many (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal
 * of Statistics 1979; 6: 65–70): where no hypothesis is false, the chance that any adjusted value is at most α is at most α,
 * however the tests depend on each other.
 *
 * @returns in the order of the given ones
 */
export function holm(p: readonly number[]): number[] {
  const order = Array.from(p.keys()).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0))
  const adjusted = Array<number>(p.length).fill(1)
  let largest = 0
  order.forEach((test, rank) => {
    largest = Math.max(largest, Math.min(1, (p[test] ?? 0) * (p.length - rank)))
    adjusted[test] = largest
  })
  return adjusted
}
