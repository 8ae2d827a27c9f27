import type { RowGroup } from '../evaluation/pairedComparison.ts'
import { type Subgroup, subgroupFigures } from '../evaluation/subgroups.ts'
import { ETHNICITIES } from '../features/catalogue/stays.ts'
import { readNumbers, readTexts } from '../preprocessing/readColumn.ts'
import type { Frame } from '../tables/frame.ts'
import type { StudyRows } from '../tuning/studyRows.ts'

/** Stays whose group is not recorded. */
const NOT_RECORDED = 'not recorded'

/** By what the stays are divided. */
export type SubgroupDimension = 'sex' | 'age' | 'ethnicity' | 'insurance' | 'care-unit'

/** Figures of the groups of one dimension. */
export interface SubgroupTable {
  readonly by: SubgroupDimension
  readonly groups: readonly Subgroup[]
}

const DIMENSIONS: readonly SubgroupDimension[] = [
  'sex',
  'age',
  'ethnicity',
  'insurance',
  'care-unit',
]

/** Ages from which a band begins. */
const AGE_BANDS = [
  { from: 80, name: '80 and over' },
  { from: 65, name: '65 to 79' },
  { from: 45, name: '45 to 64' },
  { from: Number.NEGATIVE_INFINITY, name: 'under 45' },
] as const

/**
 * What a model is worth by sex, age band, ethnicity, insurance and first care unit.
 *
 * @param probabilities - calibrated, one per row; not of a model that was trained on the row
 */
export function subgroupTables(
  { frame, rows, labels, patients }: StudyRows,
  probabilities: Float64Array,
  threshold: number,
  resampling: { readonly resamples: number; readonly seed: number },
): SubgroupTable[] {
  const scored = { labels, patients, probabilities, threshold }
  return DIMENSIONS.map(by => {
    const groups = groupsOf(by, frame, rows)
    const order = orderOf(by, groups)
    return {
      by,
      groups: subgroupFigures(scored, row => groups[row] ?? NOT_RECORDED, order, resampling),
    }
  })
}

/** The rows of each group, by their positions among `rows.rows`; stays whose group is not recorded are in none. */
export function subgroupRows({ frame, rows }: StudyRows): readonly RowGroup[] {
  return DIMENSIONS.flatMap(by => {
    const groups = groupsOf(by, frame, rows)
    return orderOf(by, groups)
      .filter(name => name !== NOT_RECORDED)
      .map(name => ({
        name: `${by}: ${name}`,
        rows: Int32Array.from([...groups.keys()].filter(at => groups[at] === name)),
      }))
  })
}

const COLUMNS = {
  sex: 'gender',
  ethnicity: 'ethnicity',
  insurance: 'insurance',
  'care-unit': 'first_careunit',
} as const

/** The group of each row. */
function groupsOf(by: SubgroupDimension, frame: Frame, rows: Int32Array): string[] {
  if (by !== 'age') {
    return readTexts(frame, COLUMNS[by], rows).map(group => group ?? NOT_RECORDED)
  }
  return Array.from(
    readNumbers(frame, 'age', rows),
    age => AGE_BANDS.find(({ from }) => age >= from)?.name ?? NOT_RECORDED,
  )
}

function orderOf(by: SubgroupDimension, groups: readonly string[]): readonly string[] {
  const found = [...new Set(groups)].filter(group => group !== NOT_RECORDED).sort()
  if (by === 'age') return [...AGE_BANDS.map(({ name }) => name).reverse(), NOT_RECORDED]
  if (by === 'ethnicity') return [...new Set([...ETHNICITIES, ...found]), NOT_RECORDED]
  return [...found, NOT_RECORDED]
}
