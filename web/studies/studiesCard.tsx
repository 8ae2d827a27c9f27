import { Badge } from '../components/badge.tsx'
import { Card } from '../components/card.tsx'
import { Table } from '../components/table.tsx'
import { count, time } from '../format.ts'
import { toneOf } from '../pipelines/runPart.tsx'
import { linkTo } from '../shell/route.ts'
import type { StudyRuns } from './studyRuns.ts'

/** The studies of a dataset, in a line each. */
export function StudiesCard(props: {
  readonly dataset: string
  readonly studies: readonly StudyRuns[]
  readonly shown: string
}) {
  const { dataset, studies, shown } = props
  return (
    <Card title={`Studies of ${dataset}`}>
      <Table
        caption={`Studies of ${dataset}, newest first`}
        rows={studies}
        keyOf={({ id }) => id}
        rowClass={({ id }) => (id === shown ? 'shown' : undefined)}
        shown={5}
        columns={[
          {
            title: 'Begun',
            class: 'whole',
            cell: ({ id, runs }) => (
              <a
                href={linkTo('studies', dataset, id)}
                aria-current={id === shown ? 'true' : undefined}
              >
                {time(runs.at(-1)?.created ?? '')}
              </a>
            ),
          },
          {
            title: 'State',
            cell: ({ newest }) => <Badge tone={toneOf(newest)}>{newest.status}</Badge>,
          },
          {
            title: 'Trials',
            isNumber: true,
            cell: ({ newest }) => count(newest.request.trials),
            sortBy: ({ newest }) => newest.request.trials,
          },
          {
            title: 'Families',
            class: 'notes',
            cell: ({ newest }) => newest.request.families.join(', '),
          },
          {
            title: 'Times extended',
            isNumber: true,
            cell: ({ runs }) => count(runs.length - 1),
          },
          {
            title: 'Version',
            cell: ({ newest: { output } }) =>
              output?.ok === true && (
                <a href={linkTo('models', output.version)}>{output.version}</a>
              ),
          },
        ]}
      />
    </Card>
  )
}
