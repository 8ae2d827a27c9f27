import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Badge } from '../components/badge.tsx'
import { Loaded } from '../components/problem.tsx'
import { Table } from '../components/table.tsx'
import { count, counted, metric, percent, time } from '../format.ts'

type Drift = GetAnswer<'models/champion/drift'>
type Report = NonNullable<Drift['report']>

const STATES = {
  'no-baseline': { tone: 'plain', text: 'published before baselines were kept' },
  insufficient: { tone: 'plain', text: 'too few predictions to tell' },
  stable: { tone: 'good', text: 'stable' },
  drifted: { tone: 'bad', text: 'drifted' },
} as const

/** Whether the champion's predictions of late, and what they were made of, look as in training. */
export function DriftPart() {
  const drift = useAnswer(signal => get('models/champion/drift', {}, { signal }), [])
  return <Loaded answer={drift}>{found => <Drifted drift={found} />}</Loaded>
}

function Drifted({ drift: { state, since, report } }: { readonly drift: Drift }) {
  const { tone, text } = STATES[state]
  return (
    <>
      <p>
        <Badge tone={tone}>{text}</Badge>{' '}
        {report !== null &&
          `${counted(report.rows, 'prediction')} since ${time(since)} beside ${count(report.baselineRows)} rows of training; nothing is said of fewer than 100.`}
      </p>
      {report !== null && state !== 'insufficient' && <Checks report={report} />}
    </>
  )
}

function Checks({ report }: { readonly report: Report }) {
  const rows = [
    ...(report.prediction === null
      ? []
      : [{ ...report.prediction, name: 'prediction', missing: undefined }]),
    ...report.features.map(({ feature, values, missing }) => ({
      ...values,
      name: feature,
      missing,
    })),
  ]
  return (
    <Table
      caption="Distributions of late beside those in training"
      rows={rows}
      keyOf={({ name }) => name}
      shown={20}
      columns={[
        { title: 'Of', cell: ({ name }) => <code>{name}</code> },
        {
          title: 'PSI',
          isNumber: true,
          cell: ({ psi }) => (psi === null ? undefined : metric(psi)),
          sortBy: ({ psi }) => psi ?? undefined,
        },
        {
          title: 'p, all tests considered',
          isNumber: true,
          cell: ({ adjustedP }) => pInWords(adjustedP),
          sortBy: ({ adjustedP }) => adjustedP ?? undefined,
        },
        {
          title: 'Missing, before and of late',
          isNumber: true,
          cell: ({ missing }) =>
            missing && `${percent(missing.baseline)}, ${percent(missing.recent)}`,
        },
        {
          title: 'Drifted',
          class: ({ drifted, missing }) => (drifted || missing?.drifted ? 'bad' : undefined),
          cell: ({ drifted, missing }) =>
            [drifted && 'values', missing?.drifted && 'missing'].filter(Boolean).join(', ') || 'no',
          sortBy: ({ drifted, missing }) => (drifted || missing?.drifted ? 0 : 1),
        },
      ]}
    />
  )
}

/** A p-value is never 0. */
function pInWords(p: number | null): string | undefined {
  if (p === null) return undefined
  return p < 0.001 ? '< 0.001' : metric(p)
}
