import { BLOOD_GASES } from '../mimic/concepts/bloodGases.ts'
import { LABS } from '../mimic/concepts/labs.ts'

/** The tables that observations are laid out in. */
export type ChartTable = 'CHARTEVENTS' | 'LABEVENTS' | 'OUTPUTEVENTS'

/** The item that stands for a concept, and takes its value in the concept's own unit. */
export interface ChartItem {
  readonly table: ChartTable
  readonly itemid: number
}

/**
 * Items of the bedside by concept. Of items that mean the same, any would do: gold unites them. Weights are daily ones,
 * as FHIR does not say which was taken at admission; 3420 takes per cent whatever the number.
 */
const CHARTED: Readonly<Record<string, number>> = {
  heart_rate: 220045,
  sbp: 220179,
  dbp: 220180,
  mbp: 220181,
  resp_rate: 220210,
  temp_c: 223762,
  spo2: 220277,
  fio2: 3420,
  glucose_chart: 225664,
  gcs_eye: 220739,
  gcs_verbal: 223900,
  gcs_motor: 223901,
  height: 226730,
  weight: 224639,
  mech_vent: 223849,
}

/** `Foley`, in mL. */
const URINE_ITEM = 226559

const ITEMS: ReadonlyMap<string, ChartItem> = new Map<string, ChartItem>([
  ...Object.entries(CHARTED).map(
    ([concept, itemid]) => [concept, { table: 'CHARTEVENTS', itemid }] as const,
  ),
  ['urine_output', { table: 'OUTPUTEVENTS', itemid: URINE_ITEM }],
  ...[...LABS, ...BLOOD_GASES].flatMap(({ name, sources }) => {
    const [itemid] = Object.keys(sources[0]?.items ?? {}).map(Number)
    return itemid === undefined ? [] : [[name, { table: 'LABEVENTS', itemid }] as const]
  }),
])

/** The item of a concept; undefined for `gcs`, whose total is no item. */
export function chartItemOf(concept: string): ChartItem | undefined {
  return ITEMS.get(concept)
}
