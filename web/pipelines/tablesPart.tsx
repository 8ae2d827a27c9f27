import { Badge, type Tone } from '../components/badge.tsx'
import { Details } from '../components/details.tsx'
import { MiniBar, ProgressBar } from '../components/progressBar.tsx'
import { Table } from '../components/table.tsx'
import { count } from '../format.ts'
import type { Pipeline } from './answers.ts'
import { PromotionsTimeline } from './promotionsTimeline.tsx'

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
      <p>{summaryOf(tables.map(([, table]) => table))}</p>
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
      <Details summary="What ran when">
        {() => (
          <PromotionsTimeline
            dataset={pipeline.dataset}
            isMoving={tables.some(([, { state }]) => state === 'received')}
          />
        )}
      </Details>
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
      {state === 'received' && (
        <MiniBar label={`Promotion of ${name}`} done={shareOf(progress)} total={1} />
      )}
    </>
  )
}

/** How much of a promotion is done: reading the header and committing are a tenth each. */
function shareOf(progress: TableState['progress']): number {
  if (progress === undefined || progress.stage === 'inspect') return 0
  if (progress.stage !== 'convert') return 0.9
  return 0.1 + (0.8 * progress.done) / Math.max(progress.total, 1)
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
