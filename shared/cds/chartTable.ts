import type { CountedRow } from '../compute/stayTask.ts'
import { CATALOGUE } from '../features/catalogue.ts'
import { isPart } from '../fhir/comaScale.ts'
import { LOINC } from '../fhir/loinc.ts'
import { type PatientChart, patientChart } from '../fhir/patientChart.ts'
import type { RefusedReading } from '../fhir/readings.ts'
import type { FeatureTable } from '../serving/featureTable.ts'
import type { ServedModel } from '../serving/servedModel.ts'
import { countedStay } from '../serving/stayTable.ts'
import type { Frame } from '../tables/frame.ts'
import type { CdsPatient } from './cdsRequest.ts'

/** The model's inputs as FHIR resources tell them, and what they are made of. */
export interface ChartTable {
  readonly table: FeatureTable
  /** Measurements that the inputs rest on. */
  readonly readings: number
  /** Ids of the Observations that they come from, as far as these have one. */
  readonly observationIds: readonly string[]
  readonly refused: readonly RefusedReadings[]
  /** The model takes the patient for not ventilated, as vital signs were sent and no setting of a ventilator. */
  readonly countedUnventilated: boolean
}

/** Observations that were not used, by concept and reason: counts, no values. */
export interface RefusedReadings extends RefusedReading {
  readonly count: number
}

const HOUR_US = 3_600_000_000

/** What resources tell beside measurements. */
const TOLD_OF_ADMISSION = ['age', 'gender', 'pre_icu_hours', 'admission_type', 'elective_surgery']

/** Concepts that observations can tell of: all others are unknown, whatever gold concludes from the absence of rows. */
const TOLD: ReadonlySet<string> = new Set([
  ...TOLD_OF_ADMISSION,
  ...LOINC.map(({ concept }) => concept),
  'pf_ratio',
])

/** Features that FHIR resources never tell of here, whatever is sent. */
export const UNTOLD: ReadonlySet<string> = new Set(
  CATALOGUE.filter(({ concept }) => !TOLD.has(concept)).map(({ name }) => name),
)

/**
 * The model's inputs of a stay, by the statements that make gold, from the rows that its resources are laid out in.
 *
 * @throws AppError INVALID_INPUT
 */
export async function chartTable(
  { patient, observations }: CdsPatient,
  icuStay: NonNullable<CdsPatient['stay']>,
  model: ServedModel,
): Promise<ChartTable> {
  const chart = patientChart({ patient, observations, icuStay })
  const { table, counted } = await countedStay(chart.stay, model)
  const used = new Set(counted.map(keyOf))
  const concepts = new Set(counted.map(({ concept }) => concept))
  const known = knownOf(chart, concepts, used)
  const { frame, scoreInputs } = table
  const readings = readingsOf(chart, used, model)
  return {
    table: { ...table, frame: corrected(frame, known), scoreInputs: corrected(scoreInputs, known) },
    readings: readings.length,
    observationIds: [...new Set(readings.flatMap(({ observation }) => observation ?? []))],
    refused: refusedOf(chart, used, model.artifact.predictionHours),
    countedUnventilated:
      isCharted(concepts) &&
      !concepts.has('mech_vent') &&
      model.features.some(({ name }) => name === 'mech_vent_any'),
  }
}

/**
 * What is known of a feature otherwise than by gold's statements; null: nothing, though they may conclude something. That
 * nobody was ventilated is known only where vital signs were charted and no setting of a ventilator was; the parts of the
 * coma scale only where no total among them was charted alone.
 */
function knownOf(
  chart: PatientChart,
  /** Of the rows that count. */
  concepts: ReadonlySet<string>,
  used: ReadonlySet<string>,
): ReadonlyMap<string, number | null> {
  const hasMadeUpParts = chart.charted.some(row => row.isMadeUp && used.has(keyOf(row)))
  const isUnknown = (concept: string): boolean =>
    !TOLD.has(concept) ||
    (isPart(concept) && hasMadeUpParts) ||
    (concept === 'mech_vent' && !isCharted(concepts) && !concepts.has('mech_vent'))
  const known = new Map<string, number | null>(
    CATALOGUE.flatMap(({ name, concept }) => (isUnknown(concept) ? [[name, null] as const] : [])),
  )
  // what is not elective is no elective surgery, whatever the service
  const type = chart.stay.admission?.['admission_type']
  if (type === 'EMERGENCY' || type === 'URGENT') known.set('elective_surgery', 0)
  return known
}

/** Whether vital signs were charted, by which nobody's ventilation would go without its settings. */
function isCharted(concepts: ReadonlySet<string>): boolean {
  return concepts.has('heart_rate') || concepts.has('resp_rate')
}

function corrected(frame: Frame, known: ReadonlyMap<string, number | null>): Frame {
  const columns = Object.entries(frame.columns).map(([name, column]) => {
    const value = known.get(name)
    if (value === undefined) return [name, column] as const
    return column.kind === 'text'
      ? ([name, { kind: 'text' as const, values: column.values.map(() => null) }] as const)
      : ([
          name,
          { kind: 'number' as const, values: column.values.map(() => value ?? Number.NaN) },
        ] as const)
  })
  return { rows: frame.rows, columns: Object.fromEntries(columns) }
}

function keyOf({ concept, offset }: CountedRow): string {
  return `${concept} ${offset}`
}

/** The charted rows that some input of the model is computed from. */
function readingsOf(
  { charted }: PatientChart,
  used: ReadonlySet<string>,
  model: ServedModel,
): PatientChart['charted'] {
  const names = new Set(model.features.map(({ name }) => name))
  const concepts = new Set(
    CATALOGUE.filter(({ name }) => names.has(name)).map(({ concept }) => concept),
  )
  const isInput = (concept: string): boolean =>
    concepts.has(concept) ||
    (isPart(concept) && concepts.has('gcs')) ||
    ((concept === 'pao2' || concept === 'fio2') && concepts.has('pf_ratio'))
  return charted.filter(row => isInput(row.concept) && used.has(keyOf(row)))
}

/** What became no row, and what did not count though it lies in every window: its value cannot be. */
function refusedOf(
  { charted, refused }: PatientChart,
  used: ReadonlySet<string>,
  hours: number,
): readonly RefusedReadings[] {
  const implausible = charted
    .filter(row => row.offset > 0 && row.offset <= hours * HOUR_US && !used.has(keyOf(row)))
    .map(({ concept }) => ({ concept, reason: 'implausible' as const }))
  const counts = new Map<string, RefusedReadings>()
  for (const { concept, reason } of [...refused, ...implausible]) {
    const key = `${concept} ${reason}`
    counts.set(key, { concept, reason, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}
