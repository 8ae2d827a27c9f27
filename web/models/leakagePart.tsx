import { Table } from '../components/table.tsx'
import { count, metric } from '../format.ts'
import type { ModelCard } from './answers.ts'

type Changes = ModelCard['leakage']['future' | 'window']

/** The proof that no feature moves by what comes after the moment of prediction. */
export function LeakagePart({ card: { leakage, availability } }: { readonly card: ModelCard }) {
  const rows = [
    ...kinds(leakage.future, 'after the window'),
    ...kinds(leakage.window, 'within the window'),
  ]
  return (
    <>
      <p>
        Rows of {count(leakage.patients)} patients were changed at random, one per patient at a
        time, and all features computed anew. AUROC where events count by the time they were
        measured: {figure(availability.auroc.charttime)}; by the time they were stored:{' '}
        {figure(availability.auroc.storetime)}.
      </p>
      <Table
        caption="Mutations"
        rows={rows}
        keyOf={({ kind, where }) => `${kind} ${where}`}
        shown={12}
        columns={[
          { title: 'Changed', cell: ({ kind }) => kind },
          { title: 'Where', cell: ({ where }) => where },
          { title: 'Times', isNumber: true, cell: ({ times }) => count(times) },
          {
            title: 'Moved what it may not',
            cell: ({ wrong }) => (wrong.length === 0 ? 'nothing' : wrong.join(', ')),
          },
        ]}
      />
    </>
  )
}

function figure(value: number | null): string {
  return value === null ? 'unknown' : metric(value)
}

function kinds({ byKind, moved }: Changes, where: string) {
  return Object.entries(byKind).map(([kind, times]) => ({
    kind,
    where,
    times,
    wrong: moved.filter(({ mutation }) => mutation === kind).map(({ feature }) => feature),
  }))
}
