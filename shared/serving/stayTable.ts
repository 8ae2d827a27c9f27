import { onRequestWorker } from '../compute/pool.ts'
import type { CountedRow } from '../compute/stayTask.ts'
import { AGE_OVER_89 } from '../features/icustayDetail.ts'
import type { Frame } from '../tables/frame.ts'
import type { FeatureTable } from './featureTable.ts'
import { readStay } from './readStay.ts'
import type { ServedModel } from './servedModel.ts'
import { SEVERITY_INPUTS } from './severityScores.ts'
import { asStayUnderWay } from './stayQueue.ts'
import type { StayInput } from './stayRequest.ts'
import type { Warning } from './warnings.ts'

/** The model learned from patients of this age and above. */
const ADULT = 18

/**
 * The model's inputs of one stay, computed on a worker thread by the code that makes gold.
 *
 * @throws AppError INVALID_INPUT where times contradict each other; TOO_MANY_STAYS
 */
export async function stayTable(stay: StayInput, model: ServedModel): Promise<FeatureTable> {
  return (await computedStay(stay, model, false)).table
}

/**
 * The same with the rows that it is made of.
 *
 * @throws AppError INVALID_INPUT where times contradict each other; TOO_MANY_STAYS
 */
export async function countedStay(
  stay: StayInput,
  model: ServedModel,
): Promise<{ readonly table: FeatureTable; readonly counted: readonly CountedRow[] }> {
  return await computedStay(stay, model, true)
}

async function computedStay(
  stay: StayInput,
  model: ServedModel,
  withCounted: boolean,
): ReturnType<typeof countedStay> {
  const { predictionHours, availability = 'charttime' } = model.artifact
  const { rows, window } = readStay(stay, predictionHours)
  const used = new Set(model.features.map(({ name }) => name))
  const features = [...new Set([...used, ...SEVERITY_INPUTS])]
  const input = { rows, window, features, availability, withCounted }
  const { gold: computed, counted } = await asStayUnderWay(
    async () => await onRequestWorker('stayFeatures', input),
  )

  const ages = computed.columns['age']
  const age = ages?.kind === 'number' ? (ages.values[0] ?? Number.NaN) : Number.NaN
  const hours = (window.end - window.intime) / 3_600_000_000
  const remarks: Warning[] = []
  if (hours < predictionHours) remarks.push(shortWindow(hours, predictionHours))
  if (age < ADULT) remarks.push(NO_ADULT)
  const table = {
    frame: columnsOf(computed, used),
    scoreInputs: columnsOf(computed, SEVERITY_INPUTS),
    hiddenAges: new Set(age === AGE_OVER_89 ? [0] : []),
    unused: [],
    remarks,
  }
  return { table, counted }
}

function columnsOf({ rows, columns }: Frame, names: ReadonlySet<string>): Frame {
  const wanted = Object.entries(columns).filter(([name]) => names.has(name))
  return { rows, columns: Object.fromEntries(wanted) }
}

function shortWindow(hours: number, predictionHours: number): Warning {
  return {
    code: 'short-window',
    features: [],
    message: `The features are of the first ${Number(hours.toFixed(2))} h in the ICU instead of ${predictionHours} h: lowest values are too high, highest values, counts and sums too low. Little urine counts as a bad sign, so that the risk may come out too high; what has yet to happen is missing, so that it may come out too low.`,
  }
}

const NO_ADULT: Warning = {
  code: 'outside-cohort',
  features: ['age'],
  message: `The model was trained on patients of ${ADULT} years and older.`,
}
