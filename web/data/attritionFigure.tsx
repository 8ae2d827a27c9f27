import { useCallback } from 'preact/hooks'
import type { AttritionStep } from '../../shared/contracts/training.ts'
import { counted } from '../format.ts'
import { attritionFlow } from '../plots/attritionFlow.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { ATTRITION_TABLE } from './attritionTable.ts'

/** What each step of the selection of the cohort keeps and leaves out, as a flow chart. */
export function AttritionFigure({ steps }: { readonly steps: readonly AttritionStep[] }) {
  const draw = useCallback(
    (width: number) =>
      attritionFlow(
        steps.map((step, at) => ({
          name: step.step,
          kept: inWords(step),
          leftOut: leftOutOf(steps[at - 1], step),
        })),
        width,
      ),
    [steps],
  )
  const [first, last] = [steps[0], steps.at(-1)]
  return (
    <PlotFigure
      title="From all ICU stays to the cohort"
      description={
        first === undefined || last === undefined
          ? 'No step.'
          : `${steps.length} steps from ${inWords(first)} to ${inWords(last)}.`
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
