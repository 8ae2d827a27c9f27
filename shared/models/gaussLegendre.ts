/** Newton's method doubles the digits at each step, and starts with about two of them. */
const STEPS = 8

export interface Quadrature {
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

/**
 * The Gauss-Legendre rule of so many points on 0 … 1: Σ weight × f(node) is the integral of f, exactly where f is a
 * polynomial of degree 2 × points − 1 or less.
 */
export function gaussLegendre(points: number): Quadrature {
  const nodes = new Float64Array(points)
  const weights = new Float64Array(points)
  for (let at = 0; at < points; at++) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (points + 0.5))
    let slope = 1
    for (let step = 0; step < STEPS; step++) {
      const [value, before] = legendre(points, x)
      slope = (points * (before - x * value)) / (1 - x * x)
      x -= value / slope
    }
    nodes[at] = (1 - x) / 2
    weights[at] = 1 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}

/** The Legendre polynomials of a degree, at least 1, and of the degree before it. */
function legendre(degree: number, x: number): [value: number, before: number] {
  let before = 1
  let value = x
  for (let k = 2; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k
    before = value
    value = next
  }
  return [value, before]
}
