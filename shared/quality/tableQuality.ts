import type {
  ColumnQuality,
  PartColumn,
  PartQuality,
  StoredQuality,
  TableQuality,
} from '../contracts/quality.ts'
import type { ColumnContract, TableContract } from '../mimic/contract.ts'
import { identityOf, isMeasure } from './columnRoles.ts'
import { countDistinct } from './distinctSketch.ts'
import { tableFindings } from './findings.ts'
import { countRepeats } from './keySample.ts'
import { keyName, keysOf } from './keys.ts'
import { mergeParts } from './mergeParts.ts'
import { quantile, sampledValues } from './rowSample.ts'

/** Of fewer values no bound and no quantile is shown: they could be told to be one patient's (the cell size of CMS, 11). */
const FEWEST_SHOWN = 11

/** Values named that the contract does not list, and how much of each. */
const OTHER_VALUES_SHOWN = 3
const LONGEST_VALUE = 20

/** Of a quantile: without the last bits of its interpolation. */
const DIGITS = 12

/** What the promotion knows of a table beside its parts' measures. */
export interface PromotionFacts {
  readonly file: string
  readonly deltaVersion: number
  readonly measured: string // ISO 8601
  readonly rowsIn: number
  readonly quarantined: number
  readonly reasons: Readonly<Record<string, number>> // quarantined rows by reason
  readonly latin1Rows: number
  readonly unknownColumns: readonly string[]
  readonly keys: readonly string[] // blobs of the keys of each part
}

/**
 * The quality report of one version of a silver table.
 *
 * @param parts - the measures of all its parts, in any order, some merged already or not; at least one
 */
export function tableQuality(
  contract: TableContract,
  promotion: PromotionFacts,
  parts: readonly PartQuality[],
): StoredQuality {
  const whole = parts.reduce(mergeParts)
  const { rowsIn, quarantined, reasons, latin1Rows } = promotion
  const { fullReleaseRows, naturalKey, timeOrder = [] } = contract
  const repeats = countRepeats(whole.repeats.sample, whole.repeats.keyed)
  const { exact } = whole.repeats

  const report: Omit<TableQuality, 'findings'> = {
    table: contract.table,
    file: promotion.file,
    deltaVersion: promotion.deltaVersion,
    contractVersion: contract.version,
    measured: promotion.measured,
    rows: {
      in: rowsIn,
      out: whole.rows,
      quarantined,
      reasons: { ...reasons },
      latin1: latin1Rows,
      ...(fullReleaseRows !== undefined && { fullRelease: fullReleaseRows }),
    },
    parts: promotion.keys.length,
    unknownColumns: [...promotion.unknownColumns],
    columns: Object.fromEntries(
      contract.columns.map(column => [column.name, columnQuality(column, whole)]),
    ),
    timeOrder: timeOrder.map(({ earlier, later }, rule) => ({
      earlier,
      later,
      rows: whole.timeOrder[rule] ?? 0,
    })),
    repeatedKeys: {
      columns: [...identityOf(contract)],
      natural: naturalKey !== undefined,
      ...(exact === null ? repeats : { rows: exact, exact: true }),
    },
  }
  const keys = { names: keysOf(contract).map(keyName), blobs: [...promotion.keys] }
  return { ...report, findings: tableFindings(report), keys }
}

function columnQuality(contract: ColumnContract, whole: PartQuality): ColumnQuality {
  const { name, type, nullable, unit, range = {} } = contract
  const column: PartColumn = whole.columns[name] ?? { nulls: whole.rows }
  const { distinct, outOfRange, otherValues, lostDegreeSigns } = column
  const filled = whole.rows - column.nulls
  return {
    type,
    nullable,
    ...(unit !== undefined && { unit }),
    nulls: column.nulls,
    distinct: distinct === undefined ? { count: filled, exact: true } : countDistinct(distinct),
    ...(isMeasure(contract) &&
      (filled < FEWEST_SHOWN
        ? { min: null, max: null, quantiles: null }
        : {
            min: shown(contract, column.min),
            max: shown(contract, column.max),
            quantiles: quantiles(contract, whole),
          })),
    ...(outOfRange !== undefined && { outOfRange: { rows: outOfRange, ...range } }),
    ...(otherValues !== undefined && {
      otherValues: {
        rows: otherValues.rows,
        most: otherValues.most.slice(0, OTHER_VALUES_SHOWN).map(({ value, rows }) => ({
          value: value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value,
          rows,
        })),
      },
    }),
    ...(lostDegreeSigns !== undefined && { lostDegreeSigns }),
  }
}

function isTime({ type }: ColumnContract): boolean {
  return type === 'timestamp' || type === 'date'
}

/** Of a time its year. */
function shown(contract: ColumnContract, bound: PartColumn['min']): string | number | null {
  if (bound === undefined) return null
  return isTime(contract) ? String(bound).slice(0, 'YYYY'.length) : bound
}

function quantiles(contract: ColumnContract, whole: PartQuality): ColumnQuality['quantiles'] {
  const values = sampledValues(whole.sample, contract.name)
  if (values.length < FEWEST_SHOWN) return null
  const at = (share: number): string | number => {
    const value = quantile(values, share)
    // what lies between two values has no more digits than these
    return isTime(contract) ? String(Math.floor(value)) : Number(value.toPrecision(DIGITS))
  }
  return {
    p5: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    exact: whole.sample.hashes.length === whole.rows,
    rows: values.length,
  }
}
