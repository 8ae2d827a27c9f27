/**
 * Fisher's exact test of a table of two by two counts, two-sided: the chance, margins given, of a table that is no more
 * likely than this one.
 *
 * @param first - counts of one sample: with and without
 * @param second - of the other
 */
export function fisherExact(
  first: readonly [number, number],
  second: readonly [number, number],
): number {
  const inFirst = first[0] + first[1]
  const inSecond = second[0] + second[1]
  const having = first[0] + second[0]
  const low = Math.max(0, having - inSecond)
  const high = Math.min(having, inFirst)

  // likelihoods relative to that of the given table, by the ratio of neighbours
  let sum = 1
  let all = 1
  const take = (likelihood: number): void => {
    all += likelihood
    // equal likelihoods come out different in the last digits
    if (likelihood <= 1 + 1e-7) sum += likelihood
  }
  const ratioUp = (count: number): number =>
    ((inFirst - count) * (having - count)) / ((count + 1) * (inSecond - having + count + 1))
  let likelihood = 1
  for (let count = first[0]; count < high; count++) {
    likelihood *= ratioUp(count)
    take(likelihood)
  }
  likelihood = 1
  for (let count = first[0] - 1; count >= low; count--) {
    likelihood /= ratioUp(count)
    take(likelihood)
  }
  return Number.isFinite(all) ? Math.min(1, sum / all) : 0
}
