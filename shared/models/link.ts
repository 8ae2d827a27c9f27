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

/** `sigmoid` by exp(−|margin|), for whoever has that already: the same bits. */
export function sigmoidBy(margin: number, exponential: number): number {
  return (margin >= 0 ? 1 : exponential) / (1 + exponential)
}

/** log(1 + exp(margin)), without overflow: the log loss of a negative row; that of a positive one is `softplus(-margin)`. */
export function softplus(margin: number): number {
  return softplusBy(margin, Math.exp(-Math.abs(margin)))
}

/** `softplus` by exp(−|margin|), for whoever has that already: the same bits. */
export function softplusBy(margin: number, exponential: number): number {
  return Math.max(margin, 0) + Math.log1p(exponential)
}
