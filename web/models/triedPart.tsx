import { Table } from '../components/table.tsx'
import { count, metric } from '../format.ts'
import type { ModelCard } from './answers.ts'

/** What became of each family's trials. */
export function TriedPart({ card: { leaderboard } }: { readonly card: ModelCard }) {
  return (
    <Table
      caption="Trials of each family, and the best complete one: cross-validated, not corrected for the search"
      rows={leaderboard}
      keyOf={({ family }) => family}
      columns={[
        { title: 'Family', class: 'whole', cell: ({ family }) => family },
        { title: 'Trials', isNumber: true, cell: ({ trials }) => count(trials) },
        { title: 'Stopped early', isNumber: true, cell: ({ pruned }) => count(pruned) },
        {
          title: 'Failed',
          isNumber: true,
          class: ({ failed }) => (failed > 0 ? 'bad' : undefined),
          cell: ({ failed }) => count(failed),
        },
        {
          title: 'AUROC ± standard error',
          isNumber: true,
          cell: ({ value, standardError }) => besideError(value, standardError),
        },
      ]}
    />
  )
}

function besideError(value: number | null, standardError: number | null): string {
  if (value === null) return 'none complete'
  return standardError === null ? metric(value) : `${metric(value)} ± ${metric(standardError)}`
}
