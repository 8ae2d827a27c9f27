import { Badge, type Tone } from '../components/badge.tsx'
import { MiniBar, ProgressBar } from '../components/progressBar.tsx'
import { Table } from '../components/table.tsx'
import { count } from '../format.ts'
import type { Pipeline } from './pipelinesView.tsx'

type TableState = NonNullable<Pipeline['tables'][keyof Pipeline['tables']]>

const STATES = { received: 'under way', promoted: 'in silver', failed: 'refused' } as const
const TONES: Readonly<Record<TableState['state'], Tone>> = {
  received: 'busy',
  promoted: 'good',
  failed: 'bad',
}

/** Where each table of the dataset stands. */
export function TablesPart({ pipeline }: { readonly pipeline: Pipeline }) {
  const tables = Object.entries(pipeline.tables).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const promoted = tables.filter(([, { state }]) => state === 'promoted').length
  return (
    <>
      {promoted < tables.length && (
        <ProgressBar
          label={`${promoted} of ${tables.length} tables in silver`}
          done={promoted}
          total={tables.length}
        />
      )}
      <details open id={`tables-${pipeline.dataset}`}>
        <summary>{summaryOf(tables.map(([, table]) => table))}</summary>
        <Table
          caption={`Tables of ${pipeline.dataset}`}
          rows={tables}
          keyOf={([name]) => name}
          columns={[
            { title: 'Table', cell: ([name]) => name },
            { title: 'State', cell: ([name, table]) => <State name={name} table={table} /> },
            { title: 'Rows in', isNumber: true, cell: ([, { rowsIn }]) => count(rowsIn) },
            { title: 'Rows out', isNumber: true, cell: ([, { rowsOut }]) => count(rowsOut) },
            {
              title: 'Quarantined',
              isNumber: true,
              class: ([, { quarantined = 0 }]) => (quarantined > 0 ? 'bad' : undefined),
              cell: ([, { quarantined }]) => count(quarantined),
            },
          ]}
        />
      </details>
    </>
  )
}

function State({ name, table }: { readonly name: string; readonly table: TableState }) {
  const { state, progress } = table
  const parts =
    progress !== undefined && progress.total > 1 ? ` ${progress.done} of ${progress.total}` : ''
  return (
    <>
      <Badge tone={TONES[state]}>
        {STATES[state]}
        {progress !== undefined && `: ${progress.stage}${parts}`}
      </Badge>{' '}
      {progress !== undefined && progress.total > 1 && (
        <MiniBar label={`Parts of ${name}`} done={progress.done} total={progress.total} />
      )}
    </>
  )
}

function summaryOf(tables: readonly TableState[]): string {
  const states = (['received', 'promoted', 'failed'] as const).flatMap(state => {
    const number = tables.filter(table => table.state === state).length
    return number > 0 ? [`${number} ${STATES[state]}`] : []
  })
  const quarantined = tables.reduce((sum, table) => sum + (table.quarantined ?? 0), 0)
  const rows = quarantined === 1 ? '1 row' : `${count(quarantined)} rows`
  return `${tables.length} tables: ${states.join(', ')}; ${rows} in quarantine`
}
