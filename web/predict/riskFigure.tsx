import { useCallback } from 'preact/hooks'
import { percent } from '../format.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { type RiskLevels, type RiskMark, riskScale } from '../plots/riskScale.ts'
import type { Prediction } from './answers.ts'

/** Risks on the bands that they are called by. @param props.marks - the same array while they are the same */
export function RiskFigure(props: {
  readonly title: string
  readonly marks: readonly RiskMark[]
  readonly levels: RiskLevels
}) {
  const { title, marks, levels } = props
  const { medium, high, threshold } = levels
  const draw = useCallback((width: number) => riskScale(marks, levels, width), [marks, levels])
  return (
    <PlotFigure
      title={title}
      description={`Low below ${percent(medium)}, the share of the training patients who died; high from ${percent(high)}. Dashed: the threshold of ${percent(threshold)}. A bar is a 95 % interval, where there is one.`}
      isDescriptionShown
      draw={draw}
      table={{
        caption: title,
        rows: marks,
        keyOf: ({ label }) => label,
        columns: [
          { title: 'Estimate', cell: ({ label }) => label },
          { title: 'Risk', isNumber: true, cell: ({ probability }) => percent(probability) },
          {
            title: '95 % interval',
            isNumber: true,
            cell: ({ interval }) => interval && intervalInWords(interval),
          },
        ],
      }}
    />
  )
}

export function intervalInWords({ low, high }: { readonly low: number; readonly high: number }) {
  return `${percent(low)} to ${percent(high)}`
}

/** A prediction as a line of the figure. */
export function markOf(
  label: string,
  { probability, uncertainty }: Prediction,
  colour: string,
): RiskMark {
  return { label, probability, interval: uncertainty, colour }
}
