import { useId } from 'preact/hooks'
import { Table } from '../components/table.tsx'
import { count, percent } from '../format.ts'
import type { ModelCard } from './answers.ts'
import { alertFigures, type OperatingPoint } from './operatingPoints.ts'

/** Moves the threshold: who is called positive then, rightly and wrongly. */
export function ThresholdExplorer(props: {
  readonly card: ModelCard
  readonly points: readonly OperatingPoint[]
  readonly point: OperatingPoint
  /** undefined: the card's own threshold. */
  readonly choose: (threshold: number | undefined) => void
}) {
  const { card, points, point, choose } = props
  const id = useId()
  const isCards = point.threshold === card.threshold
  const highest = points.length - 1
  const position = points.findLastIndex(({ threshold }) => threshold <= point.threshold)
  const shown = isCards ? `${(100 * card.threshold).toFixed(1)} %` : percent(point.threshold)
  return (
    <div class="explorer">
      <div>
        <label for={id}>Call positive from a risk of </label>
        <output for={id} class="explored">
          {shown}
          {isCards && ', the threshold of the card'}
        </output>
        <input
          id={id}
          type="range"
          min={0}
          max={highest}
          value={Math.max(position, 0)}
          aria-valuetext={shown}
          onInput={event => choose(points[event.currentTarget.valueAsNumber]?.threshold)}
        />
        <button type="button" aria-disabled={isCards} onClick={() => choose(undefined)}>
          Back to the card’s threshold
        </button>
      </div>
      <Figures point={point} />
      <ConfusionMatrix point={point} />
    </div>
  )
}

function Figures({ point: { confusion } }: { readonly point: OperatingPoint }) {
  const figures = alertFigures(confusion)
  const deaths = confusion.truePositives + confusion.falseNegatives
  return (
    <dl class="alert-figures">
      <Figure
        term="Sensitivity"
        value={percent(figures.sensitivity)}
        note={`${count(confusion.truePositives)} of ${count(deaths)} deaths`}
      />
      <Figure
        term="Specificity"
        value={percent(figures.specificity)}
        note={`${count(confusion.trueNegatives)} of ${count(confusion.trueNegatives + confusion.falsePositives)} survivors`}
      />
      <Figure
        term="Alerts per true positive"
        value={rounded(figures.alertsPerTruePositive)}
        note={`precision ${share(figures.precision)}`}
      />
      <Figure
        term="Alerts per 100 stays"
        value={rounded(figures.alertsPerHundred)}
        note={`without alert ${share(figures.negativePredictiveValue)} survive`}
      />
    </dl>
  )
}

function Figure(props: { readonly term: string; readonly value: string; readonly note: string }) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>
        <b>{props.value}</b>
        <span class="muted">{props.note}</span>
      </dd>
    </div>
  )
}

function ConfusionMatrix({ point: { confusion } }: { readonly point: OperatingPoint }) {
  const called = [
    { name: 'Positive', died: confusion.truePositives, survived: confusion.falsePositives },
    { name: 'Negative', died: confusion.falseNegatives, survived: confusion.trueNegatives },
  ]
  return (
    <Table
      caption="Confusion matrix"
      rows={called}
      keyOf={({ name }) => name}
      columns={[
        { title: 'Called', cell: ({ name }) => name },
        { title: 'Died', isNumber: true, cell: ({ died }) => count(died) },
        { title: 'Survived', isNumber: true, cell: ({ survived }) => count(survived) },
      ]}
    />
  )
}

function rounded(value: number | null): string {
  return value === null ? '–' : value.toFixed(1)
}

function share(value: number | null): string {
  return value === null ? '–' : percent(value)
}
