/**
 * The one-way ANOVA F statistic of a column between the two classes, as scikit-learn's `f_classif`: variance between the
 * class means over variance within the classes, with 1 and n − 2 degrees of freedom.
 *
 * @param values - no NaN
 * @param labels - 0 or 1, one per value; at least one of each and three in all
 * @returns 0 where the classes have the same mean; Infinity where the class means differ and the values within each are equal
 */
export function anovaF(values: Float64Array, labels: Uint8Array): number {
  const counts = [0, 0]
  const means = [0, 0]
  let overall = 0
  for (let row = 0; row < values.length; row++) {
    const label = labels[row] ?? 0
    counts[label] = (counts[label] ?? 0) + 1
    means[label] = (means[label] ?? 0) + (values[row] ?? 0)
    overall += values[row] ?? 0
  }
  overall /= values.length

  let between = 0
  for (let label = 0; label < 2; label++) {
    const count = counts[label] ?? 0
    means[label] = (means[label] ?? 0) / count
    const off = (means[label] ?? 0) - overall
    between += count * off * off
  }
  let within = 0
  for (let row = 0; row < values.length; row++) {
    const off = (values[row] ?? 0) - (means[labels[row] ?? 0] ?? 0)
    within += off * off
  }
  return between === 0 ? 0 : between / (within / (values.length - 2))
}
