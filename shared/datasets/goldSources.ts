import type { GoldSources } from '../features/gold.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import type { Lake } from '../storage/lake.ts'
import { localCopies } from '../storage/localCopies.ts'
import { runFolder } from '../storage/paths.ts'
import type { SilverSnapshot } from './runs.ts'

/** Local copies, in `folder`, of all that a run's gold is made of. */
export async function goldSourcesOf(
  lake: Lake,
  run: { readonly dataset: string; readonly runId: string; readonly silver: SilverSnapshot },
  folder: string,
): Promise<GoldSources> {
  const { tables, eventParts } = run.silver
  const at = runFolder(run.dataset, run.runId)
  const [icustayDetail = '', cohort = ''] = await localCopies(
    lake,
    [`${at}icustay_detail.parquet`, `${at}cohort.parquet`],
    folder,
  )
  const extracted = await localCopies(
    lake,
    eventParts.map((_, part) => `${at}events-${part}.parquet`),
    folder,
  )
  return {
    icustayDetail,
    cohort,
    events: byTable(run.silver, extracted),
    admissions: await localCopies(lake, tables['ADMISSIONS']?.parts ?? [], folder),
    diagnoses: await localCopies(lake, tables['DIAGNOSES_ICD']?.parts ?? [], folder),
  }
}

/** Files of the event parts, one per part in their order, by table. */
export function byTable(
  { eventParts }: SilverSnapshot,
  files: readonly string[],
): Partial<Record<EventTable, readonly string[]>> {
  const events: Partial<Record<EventTable, readonly string[]>> = {}
  eventParts.forEach(({ table }, part) => {
    events[table] = [...(events[table] ?? []), files[part] ?? '']
  })
  return events
}
