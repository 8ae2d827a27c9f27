export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/** target += factor · added */
export function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  if (factor === 0) return
  for (let at = 0; at < target.length; at++) {
    target[at] = (target[at] ?? 0) + factor * (added[at] ?? 0)
  }
}
