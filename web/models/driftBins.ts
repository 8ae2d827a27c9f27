import type { GetAnswer } from '../api/operations.ts'
import { figure, percent } from '../format.ts'

type Report = NonNullable<GetAnswer<'models/champion/drift'>['report']>
type Distribution = NonNullable<Report['prediction']>

/** What the values are: those of an input of that kind, or risks. */
export type ValueKind = 'number' | 'flag' | 'category' | 'risk'

/** One bin of a distribution: which values, and the share of rows with a value that have one of these. */
export interface DriftBin {
  readonly values: string
  readonly before: number
  readonly late: number
}

/** The bins that a distribution was compared by, in words: `up to 36.2`, `above 36.2, up to 37.1`, `yes`, `MICU`. */
export function driftBins(
  { binning, baseline, recent }: Pick<Distribution, 'binning' | 'baseline' | 'recent'>,
  kind: ValueKind,
): readonly DriftBin[] {
  const names =
    binning.kind === 'category'
      ? [...binning.levels, 'any other']
      : rangesOf(binning.edges, kind === 'risk' ? percent : figure, kind === 'flag')
  return names.map((values, bin) => ({
    values,
    before: baseline[bin] ?? 0,
    late: recent[bin] ?? 0,
  }))
}

function rangesOf(
  edges: readonly number[],
  words: (edge: number) => string,
  isFlag: boolean,
): readonly string[] {
  if (edges.length === 0) return ['any']
  if (isFlag) return ['no', 'yes']
  return [...edges, undefined].map((edge, bin) => {
    const before = edges[bin - 1]
    const parts = [
      ...(before === undefined ? [] : [`above ${words(before)}`]),
      ...(edge === undefined ? [] : [`up to ${words(edge)}`]),
    ]
    return parts.join(', ')
  })
}
