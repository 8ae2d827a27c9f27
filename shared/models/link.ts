/** Log-odds to probability, without overflow at either end. */
export function sigmoid(margin: number): number {
  if (margin >= 0) return 1 / (1 + Math.exp(-margin))
  const odds = Math.exp(margin)
  return odds / (1 + odds)
}

/** Probability, strictly between 0 and 1, to log-odds. */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability)
}

/** log(1 + exp(margin)), without overflow: the log loss of a negative row; that of a positive one is `softplus(-margin)`. */
export function softplus(margin: number): number {
  return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)))
}
