import { Notice } from '../components/notice.tsx'
import type { Pipeline } from './answers.ts'

/** Why nothing is trained on what lies there now; of no interest where something was. */
export function Readiness({ readiness }: Pick<Pipeline, 'readiness'>) {
  if (readiness.state === 'ready') return null
  if (readiness.state === 'blocked')
    return <Notice tone="bad">No training: {readiness.message}</Notice>
  return <p class="muted">Training starts when the dataset is whole: {readiness.message}</p>
}
