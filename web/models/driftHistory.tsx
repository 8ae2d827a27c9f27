import { get } from '../api/client.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Badge } from '../components/badge.tsx'
import { Loaded } from '../components/problem.tsx'
import { Table } from '../components/table.tsx'
import { count, metric, time } from '../format.ts'
import type { ModelCard } from './answers.ts'
import { DRIFT_STATES } from './driftStates.ts'

/** What the timer's comparisons of this version said: all predictions of the 7 days before each. */
export function DriftHistory({ card }: { readonly card: ModelCard }) {
  const history = useAnswer(signal => get('models/champion/drift/history', {}, { signal }), [])
  return (
    <Loaded answer={history}>
      {({ records }) => {
        const own = records.filter(({ version }) => version === card.version)
        if (own.length === 0) {
          return (
            <p class="muted">
              Nothing yet: the app compares by itself every hour, unless it was set up otherwise.
            </p>
          )
        }
        return (
          <Table
            caption="Recorded comparisons, newest first"
            rows={own}
            keyOf={({ until }) => until}
            shown={10}
            columns={[
              { title: 'When', class: 'whole', cell: ({ until }) => time(until) },
              {
                title: 'Outcome',
                cell: ({ state }) => (
                  <Badge tone={DRIFT_STATES[state].tone}>{DRIFT_STATES[state].text}</Badge>
                ),
              },
              { title: 'Predictions', isNumber: true, cell: ({ rows }) => count(rows) },
              {
                title: 'Largest PSI',
                isNumber: true,
                cell: ({ largestPsi }) => (largestPsi === null ? undefined : metric(largestPsi)),
              },
              {
                title: 'What drifted',
                class: 'notes',
                cell: ({ drifted }) =>
                  drifted.length === 0
                    ? undefined
                    : drifted.map(what => inWords(what, card)).join('; '),
              },
            ]}
          />
        )
      }}
    </Loaded>
  )
}

/** `prediction`, `<feature>` or `<feature> missing`, as the report has them. */
function inWords(drifted: string, card: ModelCard): string {
  if (drifted === 'prediction') return 'Predicted risk'
  const [name, isMissing] = drifted.split(' ')
  const label = card.features.find(input => input.name === name)?.description ?? drifted
  return isMissing === undefined ? label : `${label}: how often missing`
}
