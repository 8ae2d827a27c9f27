import type { GetAnswer } from '../api/operations.ts'
import { Badge } from '../components/badge.tsx'
import { Card } from '../components/card.tsx'
import { MiniBar } from '../components/progressBar.tsx'
import { Table } from '../components/table.tsx'
import { time } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import { toneOf } from './runPart.tsx'

type Dataset = GetAnswer<'pipelines'>['datasets'][number]

/** All datasets, newest first, in a line each. */
export function DatasetsCard(props: {
  readonly datasets: readonly Dataset[]
  readonly shown: string
}) {
  return (
    <Card title="Datasets">
      <Table
        caption="Datasets, newest first"
        rows={props.datasets}
        keyOf={({ dataset }) => dataset}
        rowClass={({ dataset }) => (dataset === props.shown ? 'shown' : undefined)}
        shown={8}
        columns={[
          {
            title: 'Dataset',
            cell: ({ dataset }) => (
              <a
                href={linkTo('pipelines', dataset)}
                aria-current={dataset === props.shown ? 'true' : undefined}
              >
                {dataset}
              </a>
            ),
            sortBy: ({ dataset }) => dataset,
          },
          { title: 'Tables in silver', cell: row => <Silver row={row} /> },
          { title: 'Newest run', cell: row => <NewestRun row={row} /> },
          {
            title: 'Changed',
            class: 'whole',
            cell: ({ updated }) => time(updated),
            sortBy: row => row.updated,
          },
        ]}
      />
    </Card>
  )
}

function Silver({ row: { dataset, tables } }: { readonly row: Dataset }) {
  const states = Object.values(tables).map(({ state }) => state)
  const done = states.filter(state => state === 'promoted').length
  const refused = states.filter(state => state === 'failed').length
  return (
    <>
      <MiniBar label={`Tables of ${dataset} in silver`} done={done} total={states.length} /> {done}{' '}
      of {states.length}
      {refused > 0 && <span class="bad">, {refused} refused</span>}
    </>
  )
}

function NewestRun({ row: { run } }: { readonly row: Dataset }) {
  if (run === null) return <>none</>
  const isRunning = run.status === 'Running'
  return (
    <>
      <Badge tone={toneOf(run)}>{run.status}</Badge>
      {isRunning && run.stage !== null && ` ${run.stage}`}
      {isRunning && run.total > 1 && ` ${run.done} of ${run.total}`}
    </>
  )
}
