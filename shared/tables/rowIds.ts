const PAGE_BITS = 13
const WORDS = 2 ** (PAGE_BITS - 5)

/**
 * The 32-bit row ids seen so far, one bit each, in pages of 8,192 ids (1 KiB) that are made when needed: the 330
 * million ids of the whole CHARTEVENTS take 41 MB, any set of ids at most 512 MB.
 */
export class RowIds {
  private readonly pages = new Map<number, Int32Array<ArrayBuffer>>()
  private pageNumber = -1
  private page = new Int32Array(0)

  /** Remembers `id`; false if it was there already. */
  add(id: number): boolean {
    const pageNumber = id >>> PAGE_BITS
    if (pageNumber !== this.pageNumber) this.turnTo(pageNumber)
    const word = (id >>> 5) & (WORDS - 1)
    const bit = 1 << (id & 31)
    const bits = this.page[word] ?? 0
    if ((bits & bit) !== 0) return false
    this.page[word] = bits | bit
    return true
  }

  /** The ids, ascending as unsigned numbers. */
  *[Symbol.iterator](): Generator<number> {
    for (const pageNumber of [...this.pages.keys()].sort((a, b) => a - b)) {
      const page = this.pages.get(pageNumber) ?? new Int32Array(0)
      for (let word = 0; word < page.length; word++) {
        for (let bits = page[word] ?? 0; bits !== 0; bits &= bits - 1) {
          const bit = 31 - Math.clz32(bits & -bits)
          yield (pageNumber << PAGE_BITS) | (word << 5) | bit | 0
        }
      }
    }
  }

  private turnTo(pageNumber: number): void {
    let page = this.pages.get(pageNumber)
    if (page === undefined) {
      page = new Int32Array(WORDS)
      this.pages.set(pageNumber, page)
    }
    this.pageNumber = pageNumber
    this.page = page
  }
}
