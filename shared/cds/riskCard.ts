import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { chartedValue } from '../features/chartedValue.ts'
import { unitInWords } from '../features/unitInWords.ts'
import { LOINC } from '../fhir/loinc.ts'
import type { Refusal } from '../fhir/readings.ts'
import { CONCEPTS } from '../mimic/concepts.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { ScoredInstance } from '../serving/score.ts'
import type { ServedModel } from '../serving/servedModel.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Frame } from '../tables/frame.ts'
import type { CdsPatient } from './cdsRequest.ts'
import { type ChartTable, type RefusedReadings, UNTOLD } from './chartTable.ts'
import { riskAssessment } from './riskAssessment.ts'

/** A card of CDS Hooks 2.0. */
export const card = z.object({
  uuid: z.guid().meta({
    description: 'the id of the prediction, where there is one: GET /api/predictions/{id}',
  }),
  summary: z.string().max(139),
  indicator: z.enum(['info', 'warning', 'critical']),
  detail: z.string().meta({ description: 'GitHub Flavored Markdown' }),
  source: z.object({ label: z.string() }),
  suggestions: z
    .array(
      z.object({
        label: z.string(),
        uuid: z.guid(),
        actions: z.array(
          z.object({
            type: z.literal('create'),
            description: z.string(),
            resource: z.record(z.string(), z.unknown()).meta({
              description: 'FHIR R4 RiskAssessment',
            }),
          }),
        ),
      }),
    )
    .optional()
    .meta({ description: 'none where there is no risk to file' }),
  selectionBehavior: z.literal('at-most-one').optional(),
})
export type Card = z.infer<typeof card>

/** The answer of the service; no cards where there is nothing to say. */
export const cdsResponse = z.object({ cards: z.array(card) })

const INDICATOR = { low: 'info', medium: 'warning', high: 'critical' } as const

const REFUSED_FOR: Readonly<Record<Refusal, string>> = {
  unit: 'unit unknown for it',
  time: 'no time with an offset',
  comparator: 'a bound, no value',
  'no-number': 'no number',
  implausible: 'no possible value',
  status: 'not a result by its status',
  'other-patient': 'of another patient',
  specimen: 'not said to be of arterial blood',
  incomplete: 'not charted whole after a total of the scale alone',
}

/** Contributions that are told, in each direction. */
const TOLD = 4
/** Missing inputs that are named. */
const NAMED = 8

const HOUR = 3_600_000

const SOURCE = { label: 'ICU mortality model (research tool)' }

/** What a card is made of. */
interface CardSource {
  readonly asked: CdsPatient
  readonly stay: NonNullable<CdsPatient['stay']>
  readonly chart: ChartTable
  readonly model: ServedModel
  readonly at: Date
}

/** The card of one prediction. */
export function riskCard(
  source: CardSource,
  /** Its id is a UUID. */
  { id, ...prediction }: ScoredInstance & { readonly id: string },
): Card {
  const { asked, stay, chart, model, at } = source
  const { predictionHours } = model.artifact
  const percentage = `${(prediction.probability * 100).toFixed(1)} %`
  const pushed = pushedText(prediction, model.features)
  const missing = missingInputs(chart.table.frame, model)
  const inputs = model.features.length
  const caveats = [
    ...unfinishedText(source),
    ...missingText(missing, model),
    ...untoldText(missing),
    ...ventilationText(chart),
    ...unreadText(source),
  ]
  const assessment = riskAssessment({
    id,
    patientId: asked.patient.id,
    stay,
    modelVersion: model.version,
    prediction,
    observationIds: chart.observationIds,
    final: hoursSeen(source) >= predictionHours,
    at: at.toISOString(),
    rationale: pushed.join(' '),
    caveats,
  })
  const known = missing.length > inputs / 2 ? `${missing.length} of ${inputs} inputs unknown, ` : ''
  return {
    uuid: id,
    summary: `Risk of dying in hospital ${percentage} (${prediction.risk}), ${known}research tool`,
    indicator: INDICATOR[prediction.risk],
    detail: paragraphs(source, [
      `**Estimated risk of dying in hospital: ${percentage} (${prediction.risk})**, by the first ${predictionHours} h in the ICU.`,
      ...pushed,
      ...caveats,
    ]),
    source: SOURCE,
    suggestions: [
      {
        label: 'File this risk in the chart',
        uuid: randomUUID(),
        actions: [
          {
            type: 'create',
            description: 'Create a RiskAssessment with this prediction',
            resource: assessment,
          },
        ],
      },
    ],
    selectionBehavior: 'at-most-one',
  }
}

/** The card where nothing was measured that the model takes: it says so, and what it could not read. */
export function unknownRiskCard(source: CardSource): Card {
  const { predictionHours } = source.model.artifact
  return {
    uuid: randomUUID(),
    summary: 'Risk of dying in hospital not estimated: no measurement to go by, research tool',
    indicator: 'info',
    detail: paragraphs(source, [
      `**The risk of dying in hospital was not estimated**: no Observation of the first ${predictionHours} h in the ICU tells the model anything.`,
      ...unfinishedText(source),
      ...unreadText(source),
    ]),
    source: SOURCE,
  }
}

/** What was sent and not used, or was not sent. */
function unreadText({ asked, chart }: CardSource): readonly string[] {
  return [
    ...refusedText(chart.refused),
    ...(asked.malformed > 0 ? [`Not read as FHIR R4: ${asked.malformed} resources.`] : []),
    ...(asked.incomplete
      ? ['**The chart was not sent whole**: the FHIR server had more pages; the risk may be wrong.']
      : []),
  ]
}

function paragraphs({ chart, model }: CardSource, lines: readonly string[]): string {
  return [
    ...lines,
    `*Research tool, not for clinical decisions.* Model ${MODEL_NAME}, version ${model.version}${basedOn(chart.observationIds.length)}.`,
  ].join('\n\n')
}

function hoursSeen({ at, stay }: CardSource): number {
  return (at.getTime() - stay.intime) / HOUR
}

function unfinishedText(source: CardSource): readonly string[] {
  const hours = hoursSeen(source)
  if (hours >= source.model.artifact.predictionHours) return []
  return [`These hours are not over: ${Math.max(0, Math.floor(hours))} h have passed.`]
}

function pushedText(
  { contributions }: ScoredInstance,
  features: readonly ArtifactFeature[],
): readonly string[] {
  const byName = new Map(features.map(feature => [feature.name, feature]))
  const told = (sign: 1 | -1) =>
    contributions
      .filter(({ contribution, value }) => contribution * sign > 0 && value !== null)
      .slice(0, TOLD)
      .map(({ feature, value }) => {
        const known = byName.get(feature)
        return `${known?.description ?? feature}: ${valueInWords(known, value)}`
      })
  const [up, down] = [told(1), told(-1)]
  return [
    ...(up.length > 0 ? [`Raises it: ${up.join('; ')}.`] : []),
    ...(down.length > 0 ? [`Lowers it: ${down.join('; ')}.`] : []),
  ]
}

function missingInputs({ columns }: Frame, { features }: ServedModel): readonly ArtifactFeature[] {
  return features.filter(({ name }) => {
    const value = columns[name]?.values[0] ?? null
    return value === null || Number.isNaN(value)
  })
}

function missingText(
  missing: readonly ArtifactFeature[],
  { features, preprocessor }: ServedModel,
): readonly string[] {
  if (missing.length === 0) return []
  const as = preprocessor.kind === 'oasis' ? 'counted as normal' : 'filled as in training'
  return [
    `Not known, ${as}: ${missing.length} of ${features.length} inputs (${namedText(missing)}).`,
  ]
}

/** What a bedside reader might take to be in the risk, as it stands in the chart. */
function untoldText(missing: readonly ArtifactFeature[]): readonly string[] {
  const untold = missing.filter(({ name }) => UNTOLD.has(name))
  if (untold.length === 0) return []
  return [
    `**Not in this risk**, as this service does not read it from FHIR, whatever the chart says: ${namedText(untold)}.`,
  ]
}

function ventilationText({ countedUnventilated }: ChartTable): readonly string[] {
  if (!countedUnventilated) return []
  return [
    '**Counted as not ventilated**, as no setting of a ventilator was sent: if the patient was, this risk is wrong.',
  ]
}

function namedText(inputs: readonly ArtifactFeature[]): string {
  const named = inputs.slice(0, NAMED).map(({ description }) => description)
  return inputs.length > NAMED
    ? `${named.join('; ')}; and ${inputs.length - NAMED} more`
    : named.join('; ')
}

function refusedText(refused: readonly RefusedReadings[]): readonly string[] {
  if (refused.length === 0) return []
  const told = refused.map(
    ({ concept, reason, count }) =>
      `${count} of ${conceptInWords(concept)} (${REFUSED_FOR[reason]})`,
  )
  return [`Observations not used: ${told.join('; ')}.`]
}

function conceptInWords(concept: string): string {
  const label = CONCEPTS.find(({ name }) => name === concept)?.label
  return label ?? LOINC.find(code => code.concept === concept)?.name ?? concept
}

/** Those without an id can be named nowhere. */
function basedOn(observations: number): string {
  if (observations === 0) return ''
  return `; based on ${observations} ${observations === 1 ? 'observation' : 'observations'}`
}

/** A value as it is said at the bedside. */
function valueInWords(input: ArtifactFeature | undefined, value: number | string | null): string {
  if (input?.kind === 'flag') return value === 1 ? 'yes' : 'no'
  if (typeof value !== 'number') return String(value)
  return `${chartedValue(value)} ${unitInWords(input?.unit ?? null)}`.trimEnd()
}
