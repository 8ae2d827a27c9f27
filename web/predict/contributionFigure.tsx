import { useCallback, useMemo } from 'preact/hooks'
import { Legend } from '../components/legend.tsx'
import { charted, fixed, signed } from '../format.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { waterfall } from '../plots/waterfall.ts'
import { type WaterfallStep, waterfallBars } from '../plots/waterfallBars.ts'
import type { Champion, Prediction } from './answers.ts'
import type { Input } from './patientValues.ts'

/** Steps of their own; what moved it less is one step together. */
const SHOWN = 14

const LEGEND = [
  { label: 'raises the risk', colour: 'var(--up)' },
  { label: 'lowers it', colour: 'var(--down)' },
]

/** What moved the score, largest first: a waterfall from the base to it, in log-odds. */
export function ContributionFigure(props: {
  readonly prediction: Prediction
  readonly card: Champion
}) {
  const { prediction, card } = props
  const { contributions, baseValue } = prediction
  const all = useMemo(() => stepsOf(prediction, card), [prediction, card])
  const base = baseValue ?? 0
  const draw = useCallback((width: number) => waterfall(base, shortened(all), width), [base, all])
  if (baseValue === null || contributions.length === 0) return null
  const bars = waterfallBars(base, all)
  const end = bars.at(-1)?.to ?? base
  return (
    <PlotFigure
      title="What moved it"
      description={`From a base of ${fixed(base, 2)}, before any input is looked at, to a score of ${fixed(end, 2)}; its calibration makes the risk of it. Hollow: the input is missing, and how it is counted moves the score.`}
      isDescriptionShown
      draw={draw}
      legend={<Legend items={LEGEND} />}
      table={{
        caption: 'What moved the score, in log-odds',
        rows: bars,
        keyOf: ({ label }) => label,
        columns: [
          { title: 'Input', cell: ({ label }) => label, sortBy: ({ label }) => label },
          { title: 'Given', cell: ({ value }) => value },
          {
            title: 'Moved the score by',
            isNumber: true,
            cell: ({ push }) => signed(push),
            sortBy: ({ push }) => push,
          },
          { title: 'To', isNumber: true, cell: ({ to }) => fixed(to, 2) },
        ],
      }}
    />
  )
}

function stepsOf({ contributions }: Prediction, card: Champion): readonly WaterfallStep[] {
  const known = new Map(card.features.map(input => [input.name, input]))
  return contributions.map(({ feature, label, value, unit, contribution }) => ({
    label,
    value: valueInWords(known.get(feature), value, unit),
    push: contribution,
    isMissing: value === null,
  }))
}

function shortened(steps: readonly WaterfallStep[]): readonly WaterfallStep[] {
  const rest = steps.slice(SHOWN)
  if (rest.length < 2) return steps
  const push = rest.reduce((sum, step) => sum + step.push, 0)
  const others = { label: `${rest.length} other inputs`, value: '', push, isMissing: false }
  return [...steps.slice(0, SHOWN), others]
}

/** A value as it is said at the bedside. */
export function valueInWords(
  input: Pick<Input, 'kind'> | undefined,
  value: number | string | null,
  unit: string | null,
): string {
  if (value === null) return 'missing'
  if (input?.kind === 'flag') return value === 1 ? 'yes' : 'no'
  return `${charted(value)} ${unit ?? ''}`.trimEnd()
}
