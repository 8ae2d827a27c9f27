import type { Run } from '../pipelines/answers.ts'

/** A study as its runs tell of it. */
export interface StudyRuns {
  readonly id: string
  /** The last one that searches, or has searched, it. */
  readonly newest: Run
  /** Newest first; the last one began it, the others have extended it. */
  readonly runs: readonly Run[]
}

/** The studies of these runs, that of the newest run first. @param runs - newest first */
export function studiesOf(runs: readonly Run[]): readonly StudyRuns[] {
  return [...Map.groupBy(runs, ({ studyId }) => studyId)].flatMap(([id, own]) => {
    const [newest] = own
    return newest === undefined ? [] : [{ id, newest, runs: own }]
  })
}

/** Whether a run of it is under way, be it suspended. */
export function isUnderWay({ newest: { status } }: StudyRuns): boolean {
  return ['Running', 'Pending', 'Suspended'].includes(status)
}

/** There is no study before a first run has made its rows. */
export function hasBegun({ newest, runs }: StudyRuns): boolean {
  const { stage } = newest
  const isBefore = stage === 'stays' || stage === 'cohort' || stage === 'events' || stage === 'gold'
  return runs.length > 1 || !isBefore
}
