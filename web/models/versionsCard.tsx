import type { GetAnswer } from '../api/operations.ts'
import { Card } from '../components/card.tsx'
import { Table } from '../components/table.tsx'
import { count, time } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Champion } from './answers.ts'
import { Estimate } from './estimate.tsx'

/** Every published version; each leads to its card. */
export function VersionsCard(props: {
  readonly versions: GetAnswer<'models'>['versions']
  readonly champion: Champion
  readonly shown: string | undefined
}) {
  const { versions, champion, shown } = props
  return (
    <Card title="All versions">
      <Table
        caption="Versions, newest first"
        rows={versions}
        keyOf={({ version }) => version}
        rowClass={({ version }) => (version === shown ? 'shown' : undefined)}
        columns={[
          {
            title: 'Version',
            cell: ({ version }) => (
              <>
                <a href={linkTo('models', version)}>{version}</a>
                {version === champion?.version && ' (champion)'}
              </>
            ),
          },
          {
            title: 'Family',
            class: 'whole',
            cell: ({ family }) => family,
            sortBy: ({ family }) => family,
          },
          {
            title: 'Published',
            class: 'whole',
            cell: ({ published }) => time(published),
            sortBy: ({ published }) => published,
          },
          {
            title: 'AUROC',
            isNumber: true,
            cell: ({ auroc }) => <Estimate of={auroc} />,
            sortBy: ({ auroc }) => auroc.value,
          },
          {
            title: 'OASIS',
            isNumber: true,
            cell: ({ baselineAuroc }) => <Estimate of={baselineAuroc} />,
          },
          {
            title: 'Deaths / stays',
            isNumber: true,
            cell: ({ positives, rows }) => `${count(positives)} / ${count(rows)}`,
          },
          { title: 'Gate', cell: ({ gate }) => gate?.decision },
        ]}
      />
    </Card>
  )
}
