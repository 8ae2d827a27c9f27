import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { unitInWords } from '../../shared/features/unitInWords.ts'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Card } from '../components/card.tsx'
import { ChoiceField } from '../components/choiceField.tsx'
import { EmptyState } from '../components/emptyState.tsx'
import { Legend } from '../components/legend.tsx'
import { Loaded } from '../components/problem.tsx'
import { charted, counted, percent } from '../format.ts'
import { OUTCOME_COLOURS, outcomeDensity } from '../plots/outcomeDensity.ts'
import { outcomeLevels } from '../plots/outcomeLevels.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { linkTo } from '../shell/route.ts'

type Feature = GetAnswer<'features'>['features'][number]
type Found = GetAnswer<'datasets/{dataset}/features/{feature}'>
type Numbers = Extract<Found['distribution'], { kind: 'number' }>
type Levels = Extract<Found['distribution'], { kind: 'levels' }>

const OUTCOMES = ['survived', 'died'] as const
type Outcome = (typeof OUTCOMES)[number]
const OUTCOME_TITLES = { survived: 'Survived', died: 'Died' } as const
const LEGEND = OUTCOMES.map(outcome => ({ label: outcome, colour: OUTCOME_COLOURS[outcome] }))

/** Below this nothing is told of an outcome. */
const FEWEST_PATIENTS = 10

/** How a feature is distributed among those who died and those who survived, in a dataset that gold was built of. */
export function OutcomeCard(props: {
  readonly feature: Feature
  /** Of which it is shown first; the newest where absent. */
  readonly dataset: string | undefined
}) {
  const { feature } = props
  const pipelines = useAnswer(signal => get('pipelines', {}, { signal }), [])
  const [asked, ask] = useState<string>()
  const frame = useRef<HTMLDivElement>(null)
  // it stands above the list that it was chosen from
  useEffect(() => frame.current?.scrollIntoView({ block: 'start' }), [])
  return (
    <div ref={frame}>
      <Card
        title={feature.description}
        label={`By outcome: ${feature.name}`}
        aside={<a href={linkTo('features')}>Close</a>}
      >
        <p class="muted">
          <code>{feature.name}</code>: {feature.statistic} of {feature.source}, {feature.window}.
        </p>
        <Loaded answer={pipelines}>
          {({ datasets }) => {
            const names = datasets
              .toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
              .map(({ dataset }) => dataset)
            const dataset = asked ?? props.dataset ?? names[0]
            if (dataset === undefined) return <NothingYet />
            return (
              <>
                {names.length > 1 && (
                  <div class="fields">
                    <ChoiceField
                      label="Dataset"
                      value={dataset}
                      choices={names.map(name => [name, name] as const)}
                      choose={ask}
                    />
                  </div>
                )}
                <Distribution key={dataset} dataset={dataset} feature={feature} />
              </>
            )
          }}
        </Loaded>
      </Card>
    </div>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No dataset has arrived yet">
      <p>
        Its distribution is shown once a run has made its rows. See{' '}
        <a href={linkTo('pipelines')}>Pipelines</a>.
      </p>
    </EmptyState>
  )
}

function Distribution(props: { readonly dataset: string; readonly feature: Feature }) {
  const { dataset, feature } = props
  const { name } = feature
  const answer = useAnswer(
    signal => get('datasets/{dataset}/features/{feature}', { dataset, feature: name }, { signal }),
    [dataset, name],
  )
  return (
    <Loaded answer={answer}>
      {({ distribution, runId, predictionHours }) => (
        <>
          {distribution.kind === 'number' ? (
            <NumberFigure feature={feature} found={distribution} />
          ) : (
            <LevelFigure feature={feature} found={distribution} />
          )}
          <p class="muted">
            The cohort of run <code>{runId}</code>, for a prediction {predictionHours} hours after
            ICU admission. Nothing is shown of fewer than {FEWEST_PATIENTS} patients.
          </p>
        </>
      )}
    </Loaded>
  )
}

function NumberFigure({ feature, found }: { readonly feature: Feature; readonly found: Numbers }) {
  const title = titleOf(feature)
  const draw = useCallback(
    (width: number) =>
      outcomeDensity(
        title,
        found.at,
        OUTCOMES.flatMap(outcome => {
          const { quantiles, density } = found[outcome]
          if (quantiles === null || density === null) return []
          return [
            { label: outcome, colour: OUTCOME_COLOURS[outcome], density, quartiles: quantiles },
          ]
        }),
        width,
      ),
    [found, title],
  )
  if (OUTCOMES.every(outcome => found[outcome].quantiles === null)) return <TooFew found={found} />
  const table = {
    caption: `${title} by outcome`,
    rows: OUTCOMES.map(outcome => ({ outcome, ...found[outcome] })),
    keyOf: ({ outcome }: { readonly outcome: string }) => outcome,
    columns: [
      { title: 'Outcome', cell: ({ outcome }: NumberRow) => outcome },
      { title: 'Stays', isNumber: true, cell: ({ stays }: NumberRow) => stays },
      {
        title: 'Missing',
        isNumber: true,
        cell: ({ missing }: NumberRow) => (missing === null ? undefined : percent(missing)),
      },
      ...(['p5', 'p25', 'p50', 'p75', 'p95'] as const).map(key => ({
        title: QUANTILES[key],
        isNumber: true,
        cell: ({ quantiles }: NumberRow) =>
          quantiles === null ? undefined : charted(quantiles[key]),
      })),
    ],
  }
  if (found.at.length === 0) return <p>It is the same for all of them.</p>
  return (
    <PlotFigure
      title={`${title} by outcome`}
      description={`${OUTCOMES.map(outcome => inWords(outcome, found[outcome])).join(' ')} Kernel densities from the 1st to the 99th percentile, each of area 1; below them the quartiles, a dot at the median.`}
      isDescriptionShown
      draw={draw}
      legend={<Legend items={LEGEND} />}
      table={table}
    />
  )
}

type NumberRow = Numbers['died'] & { readonly outcome: string }

const QUANTILES = { p5: '5 %', p25: '25 %', p50: 'Median', p75: '75 %', p95: '95 %' } as const

function inWords(outcome: Outcome, { stays, missing, quantiles }: Numbers['died']): string {
  const of = `${OUTCOME_TITLES[outcome]}, ${counted(stays, 'stay')}`
  if (quantiles === null) return `${of}: too few patients have a value to show them.`
  const { p25, p50, p75 } = quantiles
  return `${of}: median ${charted(p50)} (quartiles ${charted(p25)} and ${charted(p75)}), ${percent(missing ?? 0)} missing.`
}

function LevelFigure({ feature, found }: { readonly feature: Feature; readonly found: Levels }) {
  const title = titleOf(feature)
  const draw = useCallback(
    (width: number) =>
      outcomeLevels(
        found.levels,
        OUTCOMES.flatMap(outcome =>
          found.levels.flatMap((level, at) => {
            const share = found[outcome].shares?.[at] ?? null
            return share === null
              ? []
              : [{ level, outcome, share, colour: OUTCOME_COLOURS[outcome] }]
          }),
        ),
        width,
      ),
    [found],
  )
  if (OUTCOMES.every(outcome => found[outcome].shares === null)) return <TooFew found={found} />
  const rows = found.levels.map((level, at) => ({
    level,
    survived: found.survived.shares?.[at] ?? null,
    died: found.died.shares?.[at] ?? null,
  }))
  const hidden = rows.some(({ survived, died }) => survived === null || died === null)
  return (
    <PlotFigure
      title={`${title} by outcome`}
      description={`${OUTCOMES.map(outcome => `${OUTCOME_TITLES[outcome]}, ${counted(found[outcome].stays, 'stay')}: ${percent(found[outcome].missing ?? 0)} missing.`).join(' ')} Share of each level among those of an outcome that have a value.${hidden ? ' No mark: too few patients, or their number could be told from the others.' : ''}`}
      isDescriptionShown
      draw={draw}
      legend={<Legend items={LEGEND} />}
      table={{
        caption: `${title} by outcome`,
        rows,
        keyOf: ({ level }) => level,
        columns: [
          { title: 'Level', cell: ({ level }) => level },
          { title: 'Survived', isNumber: true, cell: ({ survived }) => shareOf(survived) },
          { title: 'Died', isNumber: true, cell: ({ died }) => shareOf(died) },
        ],
      }}
    />
  )
}

function TooFew({ found: { died, survived } }: { readonly found: Numbers | Levels }) {
  return (
    <p>
      Too few patients have a value to show it: it is missing in {percent(survived.missing ?? 1)} of
      the stays that did not end in death, and in {percent(died.missing ?? 1)} of those that did.
    </p>
  )
}

function shareOf(share: number | null): string {
  return share === null ? 'too few' : percent(share)
}

function titleOf({ description, unit }: Feature): string {
  const words = unitInWords(unit)
  return words === '' ? description : `${description} (${words})`
}
