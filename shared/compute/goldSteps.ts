import { readFile } from 'node:fs/promises'
import { CATALOGUE } from '../features/catalogue.ts'
import { selectCohort } from '../features/cohort.ts'
import { extractEvents } from '../features/events.ts'
import { assembleGold, completeGold } from '../features/gold.ts'
import { buildIcustayDetail } from '../features/icustayDetail.ts'
import type { GoldSteps } from '../leakage/rebuildGold.ts'
import { readFrame } from '../tables/parquetFrame.ts'

/** From silver to gold as a training run goes. */
export const GOLD_STEPS: GoldSteps = {
  buildIcustayDetail,
  selectCohort,
  extractEvents,
  assembleGold,
  readGold: async file => completeGold(await readFrame(await readFile(file))),
  features: CATALOGUE,
}
