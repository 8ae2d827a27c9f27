import { describe, expect, it } from 'vitest'
import { aurocOfPair, pairDraws, splitRanking } from '../../../shared/evaluation/pairedDraws.ts'
import { rank, rankedAuroc } from '../../../shared/evaluation/ranking.ts'
import { type Random, seededRandom } from '../../../shared/random.ts'

function scored(random: Random, rows: number, levels: number) {
  const labels = Uint8Array.from({ length: rows }, (_, row) => (row < 2 ? row : random.int(3) >> 1))
  return {
    labels,
    ranking: rank(
      labels,
      Array.from(labels, () => random.int(levels) / levels),
    ),
  }
}

describe('aurocOfPair', () => {
  it('is the AUROC of each draw, to the bit, with many ties and with few', () => {
    const random = seededRandom(5)
    for (let at = 0; at < 200; at++) {
      const rows = 2 + random.int(80)
      const { labels, ranking } = scored(random, rows, at % 2 === 0 ? 4 : 1_000_000)
      const draws = [0, 1].map(() => Uint16Array.from(labels, () => random.int(4)))
      const [first = new Uint16Array(), second = new Uint16Array()] = draws
      first.fill(1, 0, 2)
      second.fill(2, 0, 2)
      const pair = pairDraws(labels, first, second)
      expect(aurocOfPair(splitRanking(ranking), pair)).toEqual([
        rankedAuroc(ranking, first),
        rankedAuroc(ranking, second),
      ])
    }
  })

  it('counts on where more rows were drawn than 16 bits hold', () => {
    const random = seededRandom(6)
    const { labels, ranking } = scored(random, 400, 1_000_000)
    const first = Uint16Array.from(labels, () => 60_000 + random.int(5000))
    const second = Uint16Array.from(labels, () => random.int(2000))
    expect(aurocOfPair(splitRanking(ranking), pairDraws(labels, first, second))).toEqual([
      rankedAuroc(ranking, first),
      rankedAuroc(ranking, second),
    ])
  })
})
