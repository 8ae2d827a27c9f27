import { chartTable } from '../../../shared/cds/chartTable.ts'
import { icuStayOf } from '../../../shared/fhir/icuStay.ts'
import { encounter, observation, patient, resourcesOf } from '../../../shared/fhir/resources.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { bundleOf, ENCOUNTERS, PATIENT } from '../fhir/sampleBundle.ts'
import { logisticArtifact, servedWithCatalogue } from '../serving/sampleModels.ts'

/** A model that looks at all that is known when the prediction is made, so that the chart tells all it can. */
export const MODEL = servedWithCatalogue(logisticArtifact())

/** What the chart says of the sample patient, or of another one, who has these Observations. */
export async function chartOf(
  observations: readonly object[],
  encounters: unknown = ENCOUNTERS,
  person: object = PATIENT,
) {
  const icuStay = icuStayOf(resourcesOf(encounters, encounter, 'Encounter').resources)
  if (icuStay === undefined) throw new Error('the sample has no ICU stay')
  const { resources } = resourcesOf(bundleOf(observations), observation, 'Observation')
  const asked = {
    patient: patient.parse(person),
    observations: resources,
    stay: icuStay,
    incomplete: false,
    malformed: 0,
  }
  const { table, observationIds, refused } = await chartTable(asked, icuStay, MODEL)
  return { features: known(table.frame), observationIds, refused }
}

/** What is known of the one patient of a frame, by feature. */
export function known({ columns }: Frame): Record<string, number | string> {
  const cells = Object.entries(columns).map(([name, { values }]) => [name, values[0] ?? null])
  return Object.fromEntries(cells.filter(([, cell]) => cell !== null && !Number.isNaN(cell)))
}
