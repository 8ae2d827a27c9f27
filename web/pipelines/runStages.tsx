import type { Run } from './answers.ts'

const STAGES = [
  ['stays', 'Stays'],
  ['cohort', 'Cohort'],
  ['events', 'Events'],
  ['gold', 'Gold'],
  ['study', 'Study'],
  ['publish', 'Publish'],
] as const

/** Waiting for a person is a stage of its own where it comes to that. */
const APPROVAL = ['approval', 'Approval'] as const

/** The stages of a run, and which it is at. */
export function RunStages({ run }: { readonly run: Run }) {
  const stages = run.stage === 'approval' ? [...STAGES, APPROVAL] : STAGES
  const at = stages.findIndex(([stage]) => stage === run.stage)
  return (
    <ol class="stages" aria-label="Stages of the run">
      {stages.map(([stage, title], index) => {
        const isDone = run.stage === 'done' || index < at
        const isCurrent = index === at
        return (
          <li
            key={stage}
            class={isCurrent ? 'current' : isDone ? 'done' : undefined}
            aria-current={isCurrent ? 'step' : undefined}
          >
            {title}
            {isDone && <span class="hidden"> (done)</span>}
          </li>
        )
      })}
    </ol>
  )
}

export function stageTitle(stage: Run['stage']): string {
  return [...STAGES, APPROVAL].find(([name]) => name === stage)?.[1] ?? 'Progress'
}
