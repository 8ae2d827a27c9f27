import type { BinnedMatrix } from '../models/boosting/bins.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import type { PipelineData } from './pipelineData.ts'

/** Training rows as trees are grown on them, and what brought them there. */
export interface BinnedRows {
  readonly preprocessor: Preprocessor
  readonly binned: BinnedMatrix
}

interface Kept extends BinnedRows {
  readonly data: PipelineData
  readonly choices: string
  readonly bytes: number
  uses: number
}

/** Five folds of 3,973 stays × 378 columns take 27 MB with all four choices of preprocessing that trees have. */
const MOST_BYTES = 96 * 2 ** 20

/**
 * The bins of a study's folds, by what preprocessing made of them: the trials of tree families train on the same few again
 * and again, and making them anew was a quarter of a study's time. Where there is no room for all, those stay that have been
 * used most: above all the first fold's, which is all that most pruned trials come to.
 */
export class KeptBins {
  private readonly mostBytes: number
  private kept: readonly Kept[] = []

  constructor(mostBytes = MOST_BYTES) {
    this.mostBytes = mostBytes
  }

  /**
   * @param data - neither frame nor rows are to be changed afterwards
   * @param choices - names all else that the bins depend on
   * @param make - makes what is not there
   */
  of(data: PipelineData, choices: string, make: () => BinnedRows): BinnedRows {
    const found = this.kept.find(other => other.choices === choices && isSame(other.data, data))
    if (found !== undefined) {
      found.uses++
      return found
    }
    const { preprocessor, binned } = make()
    const made = { preprocessor, binned, data, choices, bytes: bytesOf(binned), uses: 1 }
    this.keep(made)
    return made
  }

  private keep(made: Kept): void {
    if (made.bytes > this.mostBytes) return
    const others = this.kept.toSorted((a, b) => b.uses - a.uses)
    let bytes = made.bytes
    const stay = others.filter(other => {
      bytes += other.bytes
      return bytes <= this.mostBytes
    })
    this.kept = [...stay, made]
  }
}

function isSame(a: PipelineData, b: PipelineData): boolean {
  return (
    a.frame === b.frame &&
    a.rows === b.rows &&
    a.features === b.features &&
    a.labels.length === b.labels.length &&
    a.labels.every((label, row) => label === b.labels[row])
  )
}

function bytesOf({ bins, cuts }: BinnedMatrix): number {
  return cuts.reduce((bytes, { byteLength }) => bytes + byteLength, bins.byteLength)
}
