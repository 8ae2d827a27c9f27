import type { GetAnswer } from '../api/operations.ts'
import { Card } from '../components/card.tsx'
import { Table } from '../components/table.tsx'
import { count, time } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import { Estimate } from './estimate.tsx'

type History = GetAnswer<'models/history'>
type Decision = History['decisions'][number]

/** Which version served from when on, by whom and why. */
export function PromotionsCard({ promotions }: Pick<History, 'promotions'>) {
  return (
    <Card title="Promotions" label="History">
      <ol class="history" reversed>
        {promotions.map(({ version, since, by, reason }) => (
          <li key={since}>
            <code>{version}</code> {time(since)}, by {by}: {reason}
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** What the gate and people have decided, with the evidence: also what was not promoted. */
export function DecisionsCard({ decisions }: Pick<History, 'decisions'>) {
  return (
    <Card title="Decisions of the gate" label="Decisions">
      <Table
        caption="Decisions of the gate, newest first"
        rows={decisions}
        keyOf={({ challenger, at }) => `${challenger} ${at}`}
        columns={[
          {
            title: 'Version',
            cell: ({ challenger }) => <a href={linkTo('models', challenger)}>{challenger}</a>,
          },
          { title: 'Instead of', cell: ({ champion }) => champion },
          { title: 'When', class: 'whole', cell: ({ outcome, at }) => time(outcome?.at ?? at) },
          { title: 'By', cell: ({ outcome }) => outcome?.by },
          { title: 'Decision', cell: decisionInWords },
          {
            title: 'AUROC, difference',
            isNumber: true,
            cell: ({ comparison }) =>
              comparison ? <Estimate of={comparison.auroc.difference} /> : 'not compared',
          },
          {
            title: 'Uses of the test set',
            isNumber: true,
            cell: ({ comparison }) => comparison && count(comparison.number),
          },
        ]}
        note={({ outcome, reason }) => outcome?.reason ?? reason}
      />
    </Card>
  )
}

function decisionInWords({ mode, outcome }: Decision): string {
  if (outcome === null) return 'waits for a person'
  return mode === 'dry-run' ? `${outcome.decision} (dry run)` : outcome.decision
}
