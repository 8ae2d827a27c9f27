import { type Kernel, loadKernel } from '../compute/kernels.ts'

/** The kernel `assembly/columns.ts`, where the parameters are described. */
interface ColumnsKernel extends WebAssembly.Exports {
  dots(columns: number, count: number, vector: number, bytes: number, sums: number): void
  addColumns(columns: number, factors: number, count: number, target: number, bytes: number): void
  products(
    first: number,
    firstCount: number,
    second: number,
    secondCount: number,
    beyond: number,
    weights: number,
    bytes: number,
    weighted: number,
    sums: number,
  ): void
}

function isKernel(exports: WebAssembly.Exports): exports is ColumnsKernel {
  return ['dots', 'addColumns', 'products'].every(name => typeof exports[name] === 'function')
}

interface Loaded extends Kernel<ColumnsKernel> {
  readonly bytes: number
}

/** Of four tiles of rows. */
const WEIGHTED_BYTES = 4 * 8 * 1024
/** Columns whose products with others are worked out at a time. */
const PRODUCT_COLUMNS = 32
/** A thread keeps a memory of this size for the next columns: 40,000 rows × 200 columns. */
const MOST_KEPT_BYTES = 64 << 20

/** A memory that no block is in. */
let spare: Loaded | undefined

/**
 * Gives `work` room for columns of doubles, to be filled before all else, and takes it back: neither the block nor its
 * columns are anything afterwards.
 */
export function withColumns<Result>(
  rows: number,
  count: number,
  work: (block: ColumnBlock) => Result,
): Result {
  const layout = layOut(rows, count)
  const loaded =
    spare !== undefined && spare.bytes >= layout.bytes
      ? spare
      : { ...loadKernel('columns', layout.bytes, isKernel), bytes: layout.bytes }
  // columns within columns have a memory of their own
  spare = undefined
  try {
    setZeros(loaded.memory, layout, count)
    return work(
      new ColumnBlock(
        loaded,
        layout,
        Array.from({ length: count }, (_, at) => at),
      ),
    )
  } finally {
    if (loaded.bytes <= MOST_KEPT_BYTES) spare = loaded
  }
}

/** Where in the memory the parts lie: addresses. */
interface Layout {
  readonly rows: number
  /** Of a column, its rows being even in number. */
  readonly columnBytes: number
  readonly weighted: number
  readonly firstList: number
  readonly secondList: number
  readonly factors: number
  /** What the kernel adds up. */
  readonly sums: number
  /** A column that fills lists up: all 0. */
  readonly zeroColumn: number
  readonly vector: number
  readonly columns: number
  readonly bytes: number
}

function layOut(rows: number, count: number): Layout {
  let end = 0
  const part = (bytes: number): number => {
    const start = end
    end += 64 * Math.ceil(bytes / 64)
    return start
  }
  const listed = upTo(8, count)
  const columnBytes = 8 * upTo(2, rows)
  const layout = {
    weighted: part(WEIGHTED_BYTES),
    firstList: part(4 * listed),
    secondList: part(4 * listed),
    factors: part(8 * listed),
    sums: part(8 * PRODUCT_COLUMNS * listed),
    zeroColumn: part(columnBytes),
    vector: part(columnBytes),
    columns: part(columnBytes * count),
  }
  return { rows, columnBytes, ...layout, bytes: end }
}

/** The column of zeros, and behind an odd last row those that make the rows even. */
function setZeros(memory: ArrayBuffer, layout: Layout, count: number): void {
  const { rows, columnBytes, columns } = layout
  new Float64Array(memory, layout.zeroColumn, columnBytes / 8).fill(0)
  if (8 * rows === columnBytes) return
  for (let at = 0; at < count; at++) {
    new Float64Array(memory, columns + at * columnBytes, columnBytes / 8)[rows] = 0
  }
}

function upTo(multiple: number, count: number): number {
  return multiple * Math.ceil(count / multiple)
}

/**
 * Columns of doubles, one value per row, in the memory of a kernel. Every sum is added up in the order of the rows, or of the
 * columns, with the bits of a plain loop (`products`: of a loop in tiles of 1024 rows).
 */
export class ColumnBlock {
  private readonly kernel: Loaded
  private readonly layout: Layout
  private readonly places: readonly number[]
  /** To be filled and read. */
  readonly columns: readonly Float64Array[]

  constructor(kernel: Loaded, layout: Layout, places: readonly number[]) {
    this.kernel = kernel
    this.layout = layout
    this.places = places
    this.columns = places.map(
      place => new Float64Array(kernel.memory, this.addressOf(place), layout.rows),
    )
  }

  get count(): number {
    return this.columns.length
  }

  /** Some of the columns, where they are. */
  pick(places: readonly number[]): ColumnBlock {
    const picked = places.map(place => this.places[place] ?? -1)
    return new ColumnBlock(this.kernel, this.layout, picked)
  }

  /** The dot product of each column with a vector of one value per row. */
  dots(vector: Float64Array): Float64Array {
    const { firstList, columnBytes, sums } = this.layout
    const count = this.list(firstList, this.places, 8)
    this.setVector(vector)
    const { functions, memory } = this.kernel
    functions.dots(firstList, count, this.layout.vector, columnBytes, sums)
    return new Float64Array(memory, sums, this.count).slice()
  }

  /**
   * target += Σ factor · column, in the order of the columns.
   *
   * @param factors - one per column; columns of 0 are passed over
   */
  addTo(target: Float64Array, factors: Float64Array): void {
    const { firstList, factors: factorsAt, columnBytes, vector } = this.layout
    const { functions, memory } = this.kernel
    const used: number[] = []
    const listed = new Float64Array(memory, factorsAt, upTo(4, this.count)).fill(0)
    factors.forEach((factor, at) => {
      if (factor === 0) return
      listed[used.length] = factor
      used.push(this.places[at] ?? -1)
    })
    if (used.length === 0) return
    const count = this.list(firstList, used, 4)
    this.setVector(target)
    functions.addColumns(firstList, factorsAt, count, vector, columnBytes)
    target.set(new Float64Array(memory, vector, target.length))
  }

  /**
   * Σ weight · a · b for each a and b of some of the columns; the processor reads a value once for four products.
   *
   * @param first - places of the columns a
   * @param second - of the columns b, no more than there are columns
   * @param weights - one per row
   * @param beyond - how far the place of b may be beyond that of a; the others are left at 0, or are worked out for others'
   *   sake
   * @returns a at row, b at column: `[a * second.length + b]`
   */
  products(
    first: readonly number[],
    second: readonly number[],
    weights: Float64Array,
    beyond: number = second.length,
  ): Float64Array {
    const { firstList, secondList, columnBytes, weighted, sums: sumsAt, vector } = this.layout
    const { functions, memory } = this.kernel
    const placesOf = (these: readonly number[]) => these.map(at => this.places[at] ?? -1)
    const secondCount = this.list(secondList, placesOf(second), 4)
    this.setVector(weights)
    const made = new Float64Array(first.length * second.length)
    for (let start = 0; start < first.length; start += PRODUCT_COLUMNS) {
      const part = first.slice(start, start + PRODUCT_COLUMNS)
      const firstCount = this.list(firstList, placesOf(part), 4)
      const sums = new Float64Array(memory, sumsAt, firstCount * secondCount).fill(0)
      functions.products(
        firstList,
        firstCount,
        secondList,
        secondCount,
        // the kernel asks it of the first of four columns a
        start + beyond + 3,
        vector,
        columnBytes,
        weighted,
        sumsAt,
      )
      part.forEach((_, row) => {
        const line = sums.subarray(row * secondCount, row * secondCount + second.length)
        made.set(line, (start + row) * second.length)
      })
    }
    return made
  }

  private addressOf(place: number): number {
    const { columns, columnBytes } = this.layout
    return columns + place * columnBytes
  }

  private setVector(vector: Float64Array): void {
    const { rows, columnBytes, vector: at } = this.layout
    if (vector.length !== rows) {
      throw new RangeError(`columns of ${rows} rows got a vector of ${vector.length}`)
    }
    const values = new Float64Array(this.kernel.memory, at, columnBytes / 8)
    values.set(vector)
    // behind an odd last row
    if (rows < values.length) values[rows] = 0
  }

  /** Writes a list of columns, filled up with the column of zeros to a multiple; its length. */
  private list(at: number, places: readonly number[], multiple: number): number {
    const length = upTo(multiple, places.length)
    const list = new Uint32Array(this.kernel.memory, at, length).fill(this.layout.zeroColumn)
    places.forEach((place, entry) => {
      list[entry] = this.addressOf(place)
    })
    return length
  }
}
