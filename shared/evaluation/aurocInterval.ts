import type { Estimate } from './bootstrap.ts'

/** Standard normal quantile of 0.975. */
const Z = 1.959963984540054

/** Bisections after which a bound is known to 2⁻⁵³. */
const BISECTIONS = 53

/**
 * An AUROC with its 95 % interval by Newcombe's method 5 (Statistics in Medicine 2006; 25: 559–573): the AUROCs from
 * which the one that was seen is no more than 1.96 standard errors away, by Hanley and McNeil's variance for as many
 * deaths and survivors. It needs no resampling, however many rows there are, and is right at 1, too.
 *
 * @param value - 0..1
 * @param deaths - at least one, and so with `survivors`; they count as independent
 */
export function aurocInterval(value: number, deaths: number, survivors: number): Estimate {
  return {
    value,
    low: bound(value, 0, deaths, survivors),
    high: bound(value, 1, deaths, survivors),
  }
}

/** Where `end` (0 or 1) is not compatible any more, looked for between it and the value. */
function bound(value: number, end: 0 | 1, deaths: number, survivors: number): number {
  let compatible = value
  let beyond: number = end
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (compatible + beyond) / 2
    const error = Math.sqrt(aurocVariance(middle, deaths, survivors))
    if (Math.abs(value - middle) <= Z * error) compatible = middle
    else beyond = middle
  }
  return compatible
}

function aurocVariance(auroc: number, deaths: number, survivors: number): number {
  const half = (deaths + survivors) / 2 - 1
  const pairs = 1 + (half * (1 - auroc)) / (2 - auroc) + (half * auroc) / (1 + auroc)
  return (auroc * (1 - auroc) * pairs) / (deaths * survivors)
}
