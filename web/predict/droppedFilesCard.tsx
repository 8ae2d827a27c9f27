import type { ComponentChildren } from 'preact'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useLive } from '../api/useLive.ts'
import { Badge, type Tone } from '../components/badge.tsx'
import { Card } from '../components/card.tsx'
import { Loaded } from '../components/problem.tsx'
import { Table } from '../components/table.tsx'
import { count, counted, duration, percent, time } from '../format.ts'
import { Estimate } from '../models/estimate.tsx'
import { linkTo } from '../shell/route.ts'

type Batch = GetAnswer<'predictions'>['batches'][number]
type Performance = NonNullable<Batch['performance']>

const EVERY_MS = 5_000

const STATES: Readonly<Record<Batch['state'], { readonly text: string; readonly tone: Tone }>> = {
  running: { text: 'being scored', tone: 'busy' },
  done: { text: 'scored', tone: 'good' },
  refused: { text: 'refused', tone: 'bad' },
  superseded: { text: 'replaced by a newer one', tone: 'plain' },
}

/** The files that were dropped into the container `scoring`, newest first, and what became of each; looks again by itself. */
export function DroppedFilesCard() {
  const answer = useLive(signal => get('predictions', {}, { signal }), [], EVERY_MS)
  return (
    <Card title="Files dropped into scoring/">
      <p class="muted">
        For more than {count(10_000)} patients, Parquet, or without this page:{' '}
        <code>npm run drop -- --score FILE</code>
      </p>
      <Loaded answer={answer}>
        {({ batches }) =>
          batches.length === 0 ? (
            <p class="muted">None yet. A file that arrives is shown here as it is scored.</p>
          ) : (
            <DroppedFiles batches={batches} />
          )
        }
      </Loaded>
    </Card>
  )
}

function DroppedFiles({ batches }: { readonly batches: readonly Batch[] }) {
  return (
    <Table
      caption="Files dropped into scoring/, newest first"
      rows={batches}
      keyOf={({ instanceId }) => instanceId}
      shown={10}
      columns={[
        { title: 'File', cell: ({ file }) => <code>{file}</code> },
        {
          title: 'State',
          cell: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].text}</Badge>,
        },
        { title: 'Scored', isNumber: true, cell: ({ scored }) => count(scored) },
        {
          title: 'Set aside',
          isNumber: true,
          class: ({ rejected }) => (rejected > 0 ? 'bad' : undefined),
          cell: ({ rejected }) => count(rejected),
        },
        {
          title: 'Model',
          cell: ({ version }) =>
            version === null ? undefined : <a href={linkTo('models', version)}>{version}</a>,
        },
        { title: 'Arrived', class: 'whole', cell: ({ received }) => time(received) },
        {
          title: 'Took',
          isNumber: true,
          cell: ({ received, ended }) =>
            ended === null ? undefined : duration(Date.parse(ended) - Date.parse(received)),
        },
      ]}
      note={resultOf}
    />
  )
}

/** Why a file was refused; of a scored one where its predictions lie, and what they were worth. */
function resultOf({ state, reason, folder, rejected, performance }: Batch): ComponentChildren {
  if (state === 'refused') return reason
  if (state !== 'done') return undefined
  return (
    <>
      Predictions in <code>{folder}</code>
      {rejected > 0 && (
        <>
          , the rows set aside with their reasons in its <code>rejected.csv</code>
        </>
      )}
      . {performance !== null && <Worth performance={performance} />}
    </>
  )
}

function Worth({ performance }: { readonly performance: Performance }) {
  const { outcomes, deaths, threshold, auroc, brier, accuracy } = performance
  if (brier === null || accuracy === null) return <>No outcome of them is known.</>
  return (
    <>
      By {counted(outcomes, 'outcome')}, {counted(deaths, 'death')}:{' '}
      {auroc === null ? (
        'no AUROC, as not both outcomes are among them'
      ) : (
        <>
          AUROC <Estimate of={auroc} />
        </>
      )}
      , Brier score <Estimate of={brier} />, accuracy <Estimate of={accuracy} /> at the threshold of{' '}
      {percent(threshold)}.
    </>
  )
}
