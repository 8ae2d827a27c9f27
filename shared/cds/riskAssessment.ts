import type { IcuStay } from '../fhir/icuStay.ts'
import type { ScoredInstance } from '../serving/score.ts'
import { MODEL_NAME } from '../storage/paths.ts'

/** What a FHIR R4 RiskAssessment is made of. */
export interface AssessedRisk {
  /** Of the prediction, a UUID. */
  readonly id: string
  readonly patientId: string
  readonly stay: IcuStay
  readonly modelVersion: string
  readonly prediction: Pick<ScoredInstance, 'probability' | 'risk'>
  /** Ids of the Observations that the model was given. */
  readonly observationIds: readonly string[]
  /** Whether all of the time that the model looks at is over. */
  readonly final: boolean
  /** When it was made, ISO 8601. */
  readonly at: string
  readonly rationale: string
  /** What the risk does not rest on, in Markdown: in the chart the card no longer stands beside it. */
  readonly caveats: readonly string[]
}

/** FHIR's risk-probability has no "medium". */
const QUALITATIVE = {
  low: { code: 'low', display: 'Low likelihood' },
  medium: { code: 'moderate', display: 'Moderate likelihood' },
  high: { code: 'high', display: 'High likelihood' },
} as const

/**
 * A RiskAssessment (hl7.org/fhir/R4/riskassessment.html). `probabilityDecimal` is a percentage from 0 to 100, as R4 has
 * it: "Decimal values are expressed as percentages as well (max = 100)"; two decimals.
 */
export function riskAssessment({
  id,
  patientId,
  stay,
  modelVersion,
  prediction,
  observationIds,
  final,
  at,
  rationale,
  caveats,
}: AssessedRisk): Record<string, unknown> {
  return {
    resourceType: 'RiskAssessment',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` }],
    status: final ? 'final' : 'preliminary',
    method: { text: `${MODEL_NAME}, version ${modelVersion}` },
    subject: { reference: `Patient/${patientId}` },
    ...(stay.encounterId !== undefined && {
      encounter: { reference: `Encounter/${stay.encounterId}` },
    }),
    occurrenceDateTime: at,
    // an array of FHIR is never empty
    ...(observationIds.length > 0 && {
      basis: observationIds.map(observation => ({ reference: `Observation/${observation}` })),
    }),
    prediction: [
      {
        outcome: { text: 'Death in hospital' },
        probabilityDecimal: Math.round(prediction.probability * 10_000) / 100,
        qualitativeRisk: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/risk-probability',
              ...QUALITATIVE[prediction.risk],
            },
          ],
        },
        rationale,
      },
    ],
    note: ['By a research tool; not for clinical decisions.', ...caveats].map(text => ({ text })),
  }
}
