import type { ModelCard, ReportingItem } from '../card.ts'

/** What the checklist is answered from. */
export type Reported = Omit<ModelCard, 'version' | 'reporting'>

export type Row = readonly [
  item: string,
  topic: string,
  answered: ReportingItem['answered'],
  answer: string,
]
