const NONE = new Float64Array()

/**
 * target += Σ factorⱼ · columnⱼ, in the order of the columns. Four at a time: the target is read and written once for them,
 * and the sums are the same bits as one after the other.
 *
 * @param columns - each as long as the target
 * @param factors - one per column; columns of 0 are passed over
 */
export function addColumns(
  target: Float64Array,
  columns: readonly Float64Array[],
  factors: Float64Array,
): void {
  const used: number[] = []
  factors.forEach((factor, at) => {
    if (factor !== 0) used.push(at)
  })
  let first = 0
  for (; first + 4 <= used.length; first += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = used.slice(first, first + 4)
    addFour(
      target,
      columns[a] ?? NONE,
      columns[b] ?? NONE,
      columns[c] ?? NONE,
      columns[d] ?? NONE,
      factors[a] ?? 0,
      factors[b] ?? 0,
      factors[c] ?? 0,
      factors[d] ?? 0,
    )
  }
  for (const at of used.slice(first)) addScaled(target, columns[at] ?? NONE, factors[at] ?? 0)
}

/** The dot product of each column with a vector of the same length: the same bits as `dot` of each. */
export function columnDots(columns: readonly Float64Array[], vector: Float64Array): Float64Array {
  const dots = new Float64Array(columns.length)
  let first = 0
  for (; first + 4 <= columns.length; first += 4) {
    dotFour(
      vector,
      columns[first] ?? NONE,
      columns[first + 1] ?? NONE,
      columns[first + 2] ?? NONE,
      columns[first + 3] ?? NONE,
      dots,
      first,
    )
  }
  for (; first < columns.length; first++) dots[first] = dot(columns[first] ?? NONE, vector)
  return dots
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

export function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  if (factor === 0) return
  for (let at = 0; at < target.length; at++) {
    target[at] = (target[at] ?? 0) + factor * (added[at] ?? 0)
  }
}

function addFour(
  target: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  ofA: number,
  ofB: number,
  ofC: number,
  ofD: number,
): void {
  for (let at = 0; at < target.length; at++) {
    let sum = target[at] ?? 0
    sum += ofA * (a[at] ?? 0)
    sum += ofB * (b[at] ?? 0)
    sum += ofC * (c[at] ?? 0)
    sum += ofD * (d[at] ?? 0)
    target[at] = sum
  }
}

function dotFour(
  vector: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  dots: Float64Array,
  first: number,
): void {
  let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0]
  for (let at = 0; at < vector.length; at++) {
    const value = vector[at] ?? 0
    ofA += (a[at] ?? 0) * value
    ofB += (b[at] ?? 0) * value
    ofC += (c[at] ?? 0) * value
    ofD += (d[at] ?? 0) * value
  }
  dots[first] = ofA
  dots[first + 1] = ofB
  dots[first + 2] = ofC
  dots[first + 3] = ofD
}
