/**
 * The AUROC of scores in expectation over outcomes whose true probabilities are known: of all pairs of rows, each weighted
 * by the probability that the first dies and the second survives, the share in which the first scores higher; ties count
 * half. As `rankedAuroc`, without the chance of which outcomes were drawn.
 *
 * @param risks - true probabilities, one per row
 * @param scores - one per row
 */
export function expectedAuroc(risks: Float64Array, scores: Float64Array): number {
  const order = Int32Array.from(scores, (_, row) => row).sort(
    (one, other) => (scores[one] ?? 0) - (scores[other] ?? 0),
  )
  let deaths = 0
  let survivors = 0
  let won = 0
  let ofItself = 0
  for (let from = 0; from < order.length; ) {
    // rows of one score
    let died = 0
    let survived = 0
    let same = 0
    let at = from
    while (at < order.length && scores[order[at] ?? 0] === scores[order[from] ?? 0]) {
      const risk = risks[order[at] ?? 0] ?? Number.NaN
      died += risk
      survived += 1 - risk
      same += risk * (1 - risk)
      at++
    }
    won += died * survivors + (died * survived - same) / 2
    deaths += died
    survivors += survived
    ofItself += same
    from = at
  }
  return won / (deaths * survivors - ofItself)
}
