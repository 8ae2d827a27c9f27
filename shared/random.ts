/**
 * The project's one source of randomness: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 2021), seeded by MurmurHash3. Its state is 32-bit integers and integer operations only, so the
 * same seed gives the same numbers on every machine and every version of Node.
 */
export interface Random {
  /** 0 … 2³² − 1. */
  uint32(): number
  /** In [0, 1), with all 53 bits of a double. */
  uniform(): number
  /** A whole number in [0, n), unbiased; 1 ≤ n ≤ 2³². */
  int(n: number): number
  /** Standard normal, by Marsaglia's polar method. */
  normal(): number
  /** Shuffles in place (Fisher and Yates) and returns what it was given. */
  shuffle<T extends Shuffleable>(items: T): T
}

/** What can be reordered in place: arrays and the typed arrays of numbers. */
export type Shuffleable =
  | unknown[]
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

/**
 * A generator of its own for each seed and each list of streams: `seededRandom(seed, 'fold', 3)` has nothing to do with
 * `seededRandom(seed, 'fold', 4)`, so the order in which work is done never changes what it draws.
 *
 * @param seed - any finite number; studies use whole numbers ≥ 0
 * @param streams - names what is drawn; the number 1 and the text '1' are different streams
 * @throws RangeError where the seed or a stream is NaN or infinite
 */
export function seededRandom(seed: number, ...streams: readonly (string | number)[]): Random {
  const words = [seed, ...streams].flatMap(wordsOf)
  const state = new Uint32Array(4)
  for (let lane = 0; lane < 4; lane++) state[lane] = murmur3(words, lane)
  // the only state that xoshiro never leaves
  if (state.every(word => word === 0)) state[0] = 1
  return xoshiro128(state)
}

/** xoshiro128** from a given state of four words, not all 0. */
export function xoshiro128(state: Uint32Array): Random {
  const [first = 0, second = 0, third = 0, fourth = 0] = state
  let s0 = first
  let s1 = second
  let s2 = third
  let s3 = fourth

  function uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return scrambled
  }

  function uniform(): number {
    const high = uint32() >>> 5
    const low = uint32() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  function int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new RangeError(`int(n) expects a whole number from 1 to 2^32, got ${n}`)
    }
    // draws above the last whole multiple of n would favour small numbers
    const limit = 4294967296 - (4294967296 % n)
    let drawn = uint32()
    while (drawn >= limit) drawn = uint32()
    return drawn % n
  }

  let spare = Number.NaN
  function normal(): number {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = Number.NaN
      return kept
    }
    let x = 0
    let y = 0
    let square = 0
    do {
      x = 2 * uniform() - 1
      y = 2 * uniform() - 1
      square = x * x + y * y
    } while (square >= 1 || square === 0)
    const scale = Math.sqrt((-2 * Math.log(square)) / square)
    spare = y * scale
    return x * scale
  }

  function shuffle<T extends Shuffleable>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = int(last + 1)
      const moved = items[last]
      items[last] = items[other]
      items[other] = moved
    }
    return items
  }

  return { uint32, uniform, int, normal, shuffle }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** A part of a seed as 32-bit words that no other part shares: a tag for its type, then its content. */
function wordsOf(part: string | number): number[] {
  if (typeof part === 'string') {
    return [
      0x73747278,
      part.length,
      ...Array.from({ length: part.length }, (_, at) => part.charCodeAt(at)),
    ]
  }
  if (!Number.isFinite(part)) throw new RangeError(`a seed must be a finite number, got ${part}`)
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, part)
  return [0x6e756d62, view.getUint32(0), view.getUint32(4)]
}

/** MurmurHash3 (x86, 32 bit) of whole words. */
function murmur3(words: readonly number[], seed: number): number {
  let hash = seed
  for (const word of words) {
    const mixed = Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
    hash = (Math.imul(rotateLeft(hash ^ mixed, 13), 5) + 0xe6546b64) | 0
  }
  hash ^= words.length * 4
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
