import { Badge } from '../components/badge.tsx'
import { Table } from '../components/table.tsx'
import { count, time } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Pipeline } from './answers.ts'
import { toneOf } from './runPart.tsx'

const CAUSES = { data: 'the data changed', request: 'asked for', extension: 'more trials' }

/** The runs of a dataset, newest first; each can be looked at. */
export function RunsTable(props: { readonly pipeline: Pipeline; readonly shown: string }) {
  const { dataset, runs } = props.pipeline
  if (runs.length < 2) return null
  return (
    <Table
      caption={`Runs of ${dataset}`}
      rows={runs}
      keyOf={({ runId }) => runId}
      rowClass={({ runId }) => (runId === props.shown ? 'shown' : undefined)}
      shown={5}
      columns={[
        {
          title: 'Started',
          class: 'whole',
          cell: ({ runId, created }) => (
            <a
              href={linkTo('pipelines', dataset, runId)}
              aria-current={runId === props.shown ? 'true' : undefined}
            >
              {time(created)}
            </a>
          ),
        },
        { title: 'Because', cell: ({ cause }) => CAUSES[cause] },
        { title: 'State', cell: run => <Badge tone={toneOf(run)}>{run.status}</Badge> },
        { title: 'Trials', isNumber: true, cell: ({ request }) => count(request.trials) },
        {
          title: 'Version',
          cell: ({ output }) =>
            output?.ok === true && <a href={linkTo('models', output.version)}>{output.version}</a>,
        },
        { title: 'Gate', cell: ({ output }) => (output?.ok === true ? output.gate.decision : '') },
      ]}
    />
  )
}
