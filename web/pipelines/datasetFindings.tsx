import { type Finding, Findings } from '../components/notice.tsx'
import type { Pipeline } from './answers.ts'

/** What was refused, and what was done to the data; but for what its readiness has said already. */
export function DatasetFindings({ pipeline }: { readonly pipeline: Pipeline }) {
  const { dataset, tables, ignored, readiness } = pipeline
  const findings = Object.entries(tables)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { reason, notes = [] }]): Finding[] => {
      const isSaid = reason === undefined || readiness.message.includes(reason)
      const refused = isSaid ? [] : [{ title: `${name} refused`, text: reason, isBad: true }]
      return [...refused, ...notes.map(text => ({ title: name, text, isBad: false }))]
    })
  const left = ignored.map(({ reason }) => ({ title: 'Ignored', text: reason, isBad: false }))
  const isRefused = Object.values(tables).some(({ state }) => state === 'failed')
  return (
    <>
      <Findings findings={[...findings, ...left]} />
      {isRefused && (
        <p>
          Correct a refused file and drop it again under the same name; nothing else has to be
          dropped: <code>npm run drop -- DIR --dataset {dataset}</code>. As it was, it lies in{' '}
          <code>quarantine/{dataset}/</code>, with the reason.
        </p>
      )}
    </>
  )
}
