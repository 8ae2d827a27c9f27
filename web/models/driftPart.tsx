import { useMemo, useState } from 'preact/hooks'
import { unitInWords } from '../../shared/features/unitInWords.ts'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Badge } from '../components/badge.tsx'
import { ChoiceField } from '../components/choiceField.tsx'
import { Details } from '../components/details.tsx'
import { Loaded } from '../components/problem.tsx'
import { Table } from '../components/table.tsx'
import { count, counted, metric, percent, time } from '../format.ts'
import type { ModelCard } from './answers.ts'
import { driftBins, type ValueKind } from './driftBins.ts'
import { DriftHistory } from './driftHistory.tsx'
import { DRIFT_STATES } from './driftStates.ts'

type Drift = GetAnswer<'models/champion/drift'>
type Report = NonNullable<Drift['report']>
type Distribution = NonNullable<Report['prediction']>

const SOURCES = [
  ['', 'all'],
  ['predict', 'by the API and on this page'],
  ['batch', 'of files in scoring/'],
  ['cds', 'by CDS Hooks'],
] as const
const DAYS = [
  ['1', 'day'],
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const

/** Whether the champion's predictions of late, and what they were made of, look as in training. */
export function DriftPart({ card }: { readonly card: ModelCard }) {
  const [source, setSource] = useState<(typeof SOURCES)[number][0]>('')
  const [days, setDays] = useState<(typeof DAYS)[number][0]>('7')
  return (
    <>
      <div class="fields">
        <ChoiceField label="Predictions" value={source} choices={SOURCES} choose={setSource} />
        <ChoiceField label="Of the last" value={days} choices={DAYS} choose={setDays} />
      </div>
      <DriftSince key={`${source} ${days}`} card={card} source={source} days={Number(days)} />
      <Details summary="What was recorded before">{() => <DriftHistory card={card} />}</Details>
    </>
  )
}

const DAY = 86_400_000

function DriftSince(props: {
  readonly card: ModelCard
  /** Empty: all of them. */
  readonly source: string
  readonly days: number
}) {
  const { card, source, days } = props
  const drift = useAnswer(signal => {
    const since = new Date(Date.now() - days * DAY).toISOString()
    const query = source === '' ? { since } : { since, source }
    return get('models/champion/drift', {}, { query, signal })
  }, [])
  return <Loaded answer={drift}>{found => <Drifted card={card} drift={found} />}</Loaded>
}

function Drifted(props: { readonly card: ModelCard; readonly drift: Drift }) {
  const { card, drift } = props
  const { state, since, report, repeated, earlier } = drift
  const { tone, text } = DRIFT_STATES[state]
  return (
    <>
      <p role="status">
        <Badge tone={tone}>{text}</Badge>{' '}
        {report !== null &&
          `${counted(report.rows, 'prediction')} since ${time(since)} beside ${count(report.baselineRows)} rows of training; nothing is said of fewer than 100.`}
        {repeated > 0 && ` ${counted(repeated, 'other')} of the same inputs left out.`}
        {earlier > 0 && ` ${counted(earlier, 'older one')} left out.`}
      </p>
      {report !== null && state !== 'insufficient' && <Checks card={card} report={report} />}
    </>
  )
}

/** A line of the table: the predictions, or an input. */
interface Check extends Distribution {
  readonly key: string
  readonly label: string
  readonly unit: string | null
  readonly kind: ValueKind
  /** Predictions are never missing. */
  readonly absent: Report['features'][number]['missing'] | undefined
}

function Checks(props: { readonly card: ModelCard; readonly report: Report }) {
  const { card, report } = props
  const rows = useMemo(() => checksOf(card, report), [card, report])
  return (
    <Table
      caption="Distributions of late beside those in training"
      rows={rows}
      keyOf={({ key }) => key}
      shown={20}
      columns={[
        { title: 'Of', cell: ({ label }) => label, sortBy: ({ label }) => label },
        {
          title: 'Drifted',
          class: row => (driftedParts(row).length > 0 ? 'bad' : undefined),
          cell: row => driftedParts(row).join(', ') || 'no',
          sortBy: row => (driftedParts(row).length > 0 ? 0 : 1),
        },
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
          title: 'Missing, in training and of late',
          isNumber: true,
          cell: ({ absent }) => absent && `${percent(absent.baseline)}, ${percent(absent.recent)}`,
        },
        {
          title: 'Values, in training and of late',
          class: 'notes',
          cell: row => <Bins row={row} />,
        },
      ]}
    />
  )
}

function Bins({ row }: { readonly row: Check }) {
  const unit = unitInWords(row.unit)
  const bins = driftBins(row, row.kind)
  return (
    <Details
      summary={
        unit === '' ? counted(bins.length, 'bin') : `${counted(bins.length, 'bin')}, ${unit}`
      }
    >
      {() => (
        <ul>
          {bins.map(({ values, before, late }) => (
            <li key={values}>
              {values}:{' '}
              <span class="whole">
                {percent(before)}, {percent(late)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Details>
  )
}

/** What has drifted comes first, each as the model's inputs are named on the page. */
function checksOf(card: ModelCard, report: Report): readonly Check[] {
  const inputs = new Map(card.features.map(input => [input.name, input]))
  const checks: readonly Check[] = [
    ...(report.prediction === null
      ? []
      : [
          {
            ...report.prediction,
            key: 'prediction',
            label: 'Predicted risk',
            unit: null,
            kind: 'risk' as const,
            absent: undefined,
          },
        ]),
    ...report.features.map(({ feature, values, missing }) => {
      const input = inputs.get(feature)
      return {
        ...values,
        key: feature,
        label: input?.description ?? feature,
        unit: input?.unit ?? null,
        kind: input?.kind ?? 'number',
        absent: missing,
      }
    }),
  ]
  return checks.toSorted((a, b) => driftedParts(b).length - driftedParts(a).length)
}

function driftedParts({ drifted, absent }: Check): readonly string[] {
  return [...(drifted ? ['values'] : []), ...(absent?.drifted === true ? ['missing'] : [])]
}

/** A p-value is never 0. */
function pInWords(p: number | null): string | undefined {
  if (p === null) return undefined
  return p < 0.001 ? '< 0.001' : metric(p)
}
