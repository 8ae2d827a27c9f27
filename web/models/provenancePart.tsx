import { Table } from '../components/table.tsx'
import { count } from '../format.ts'
import type { ModelCard } from './answers.ts'

/** Of which data, run and code a version is. */
export function LineagePart({ card: { lineage } }: { readonly card: ModelCard }) {
  if (lineage === null) return <p class="muted">It was published without one.</p>
  const facts = [
    { name: 'Dataset', value: lineage.dataset },
    { name: 'Fingerprint of the data', value: lineage.fingerprint },
    { name: 'Run', value: lineage.runId },
    { name: 'Study', value: lineage.studyId },
    { name: 'Version of the code', value: lineage.codeVersion },
    { name: 'Delta version of gold', value: count(lineage.gold.version) },
    ...Object.entries(lineage.silver).map(([table, version]) => ({
      name: `Delta version of ${table}`,
      value: count(version),
    })),
  ]
  return (
    <Table
      caption="Lineage"
      rows={facts}
      keyOf={({ name }) => name}
      columns={[
        { title: 'What', cell: ({ name }) => name },
        { title: 'Which', cell: ({ value }) => <code>{value}</code> },
      ]}
    />
  )
}

const ANSWERED = { yes: 'yes', partly: 'partly', no: 'not by the pipeline' } as const

/** The TRIPOD+AI checklist, item by item. */
export function ReportingPart({ card: { reporting } }: { readonly card: ModelCard }) {
  return (
    <Table
      caption="TRIPOD+AI checklist (Collins et al., BMJ 2024; 385: e078378)"
      rows={reporting}
      keyOf={({ item }) => item}
      columns={[
        { title: 'Item', cell: ({ item }) => item },
        { title: 'Topic', cell: ({ topic }) => topic },
        { title: 'Answered', cell: ({ answered }) => ANSWERED[answered] },
        { title: 'What is to be said', class: 'notes', cell: ({ answer }) => answer },
      ]}
    />
  )
}
