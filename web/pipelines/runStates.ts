import type { Run } from './answers.ts'

const ENDED: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Terminated', 'Unknown'])

/** Whether nothing more comes of a run; one that is suspended may go on. */
export function hasEnded({ status }: Pick<Run, 'status'>): boolean {
  return ENDED.has(status)
}
