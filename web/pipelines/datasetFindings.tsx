import { type Finding, Findings } from '../components/notice.tsx'
import type { Pipeline } from './pipelinesView.tsx'

/** What was refused, and what was done to the data; but for what its readiness has said already. */
export function DatasetFindings({ pipeline }: { readonly pipeline: Pipeline }) {
  const { tables, ignored, readiness } = pipeline
  const findings = Object.entries(tables)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { reason, notes = [] }]): Finding[] => {
      const isSaid = reason === undefined || readiness.message.includes(reason)
      const refused = isSaid ? [] : [{ title: `${name} refused`, text: reason, isBad: true }]
      return [...refused, ...notes.map(text => ({ title: name, text, isBad: false }))]
    })
  const left = ignored.map(({ reason }) => ({ title: 'Ignored', text: reason, isBad: false }))
  return <Findings findings={[...findings, ...left]} />
}
