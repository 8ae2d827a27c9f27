import type { Ranking } from './ranking.ts'

/** A ranking taken apart for `aurocOfPair`: survivors and deaths by descending score, and where deaths stand among them. */
export interface SplitRanking {
  /** Rows of survivors. */
  readonly survivors: Uint32Array
  /** Rows of deaths. */
  readonly deaths: Uint32Array
  /** By group of equal scores with a death in it: survivors above the group, … */
  readonly above: Uint32Array
  /** … those above or in it, … */
  readonly through: Uint32Array
  /** … and deaths above or in it. */
  readonly deathsThrough: Uint32Array
}

/** One ranking as those of its survivors and of its deaths, so that draws of either need not pass over the other. */
export function splitRanking({ order, labels, ends }: Ranking): SplitRanking {
  const survivors: number[] = []
  const deaths: number[] = []
  const above: number[] = []
  const through: number[] = []
  const deathsThrough: number[] = []
  let before = { survivors: 0, deaths: 0 }
  for (let at = 0; at < order.length; at++) {
    const side = labels[at] === 1 ? deaths : survivors
    side.push(order[at] ?? 0)
    if (ends[at] !== 1) continue
    if (deaths.length > before.deaths) {
      above.push(before.survivors)
      through.push(survivors.length)
      deathsThrough.push(deaths.length)
    }
    before = { survivors: survivors.length, deaths: deaths.length }
  }
  return {
    survivors: Uint32Array.from(survivors),
    deaths: Uint32Array.from(deaths),
    above: Uint32Array.from(above),
    through: Uint32Array.from(through),
    deathsThrough: Uint32Array.from(deathsThrough),
  }
}

/** Two draws of the same rows, each count in 16 bits of one word: what is added to both is added once. */
export interface DrawPair {
  /** First draw in the low half, second in the high half. */
  readonly words: Int32Array
  /** Of each draw: how many survivors and deaths were drawn. */
  readonly survivors: readonly [number, number]
  readonly deaths: readonly [number, number]
  /** So many words can be added before a half overflows. */
  readonly safe: number
}

/** @param first - how often each row was drawn; so is `second` */
export function pairDraws(
  labels: ArrayLike<number>,
  first: Uint16Array,
  second: Uint16Array,
): DrawPair {
  const words = new Int32Array(first.length)
  let most = 1
  const survivors: [number, number] = [0, 0]
  const deaths: [number, number] = [0, 0]
  for (let row = 0; row < words.length; row++) {
    const low = first[row] ?? 0
    const high = second[row] ?? 0
    words[row] = low | (high << 16)
    most = Math.max(most, low, high)
    const side = labels[row] === 1 ? deaths : survivors
    side[0] += low
    side[1] += high
  }
  return { words, survivors, deaths, safe: Math.floor(65_535 / most) }
}

/**
 * `rankedAuroc` of both draws of a pair, to the bit, in some third of the time of two calls: this is the inner loop of
 * BBC-CV, which ranks every trial on every draw.
 */
export function aurocOfPair(ranking: SplitRanking, pair: DrawPair): readonly [number, number] {
  const { survivors, deaths, above, through, deathsThrough } = ranking
  const { words, safe } = pair
  const [lowTotal, highTotal] = pair.survivors
  // drawn survivors above the group that the walk has come to
  let lowAbove = 0
  let highAbove = 0
  // pairs in which the death is ranked higher, ties a half: kept doubled, so that they stay whole numbers
  let lowPairs = 0
  let highPairs = 0
  let at = 0
  let death = 0

  for (let group = 0; group < above.length; group++) {
    const start = above[group] ?? 0
    while (at < start) {
      const stop = Math.min(start, at + safe)
      let sum = 0
      for (; at < stop; at++) sum = (sum + (words[survivors[at] ?? 0] ?? 0)) | 0
      lowAbove += sum & 0xffff
      highAbove += sum >>> 16
    }
    let lowTied = 0
    let highTied = 0
    const end = through[group] ?? 0
    for (; at < end; at++) {
      const word = words[survivors[at] ?? 0] ?? 0
      lowTied += word & 0xffff
      highTied += word >>> 16
    }
    const lowBelow = 2 * (lowTotal - lowAbove - lowTied) + lowTied
    const highBelow = 2 * (highTotal - highAbove - highTied) + highTied
    const last = deathsThrough[group] ?? 0
    for (; death < last; death++) {
      const word = words[deaths[death] ?? 0] ?? 0
      lowPairs += (word & 0xffff) * lowBelow
      highPairs += (word >>> 16) * highBelow
    }
    lowAbove += lowTied
    highAbove += highTied
  }
  return [lowPairs / (2 * pair.deaths[0] * lowTotal), highPairs / (2 * pair.deaths[1] * highTotal)]
}
