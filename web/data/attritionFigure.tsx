import { useCallback } from 'preact/hooks'
import type { AttritionStep } from '../../shared/contracts/training.ts'
import { counted } from '../format.ts'
import { attritionFlow } from '../plots/attritionFlow.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { ATTRITION_TABLE } from './attritionTable.ts'

/** What each step of the selection of the cohort keeps and leaves out, as a flow chart. */
export function AttritionFigure(props: {
  readonly steps: readonly AttritionStep[]
  /** Stays of the cohort: a step that has fewer is only counted, and leaves none out. */
  readonly cohort?: number
}) {
  const { steps, cohort = 0 } = props
  const draw = useCallback(
    (width: number) =>
      attritionFlow(
        steps.map((step, at) => {
          const isPart = step.stays < cohort
          return {
            name: step.step,
            kept: inWords(step),
            leftOut: isPart ? null : leftOutOf(steps[at - 1], step),
            isPart,
          }
        }),
        width,
      ),
    [steps, cohort],
  )
  const selection = steps.filter(({ stays }) => stays >= cohort)
  const [first, last] = [selection[0], selection.at(-1)]
  return (
    <PlotFigure
      title="From all ICU stays to the cohort"
      description={
        first === undefined || last === undefined
          ? 'No step.'
          : `${selection.length} steps from ${inWords(first)} to ${inWords(last)}.`
      }
      draw={draw}
      table={{ ...ATTRITION_TABLE, rows: steps }}
    />
  )
}

function inWords({ stays, positives, patients }: AttritionStep): string {
  return `${counted(stays, 'stay')}, ${counted(positives, 'death')}, ${counted(patients, 'patient')}`
}

function leftOutOf(before: AttritionStep | undefined, step: AttritionStep): string | null {
  if (before === undefined) return null
  const stays = before.stays - step.stays
  if (stays === 0) return null
  return `left out: ${counted(stays, 'stay')}, ${counted(before.positives - step.positives, 'death')}`
}
