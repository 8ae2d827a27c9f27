import { useState } from 'preact/hooks'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import type { Answer } from '../api/useAnswer.ts'
import { useLive } from '../api/useLive.ts'

export type Quality = GetAnswer<'datasets/{dataset}/quality'>

/** While something may be found at any moment, and else. */
const EVERY_MS = 5_000
const SELDOM_MS = 60_000

/**
 * The quality report of a dataset, as it grows: promotions add to it, and the checks of foreign keys that follow them.
 *
 * @param news - asked again at once when it changes
 */
export function useQuality(dataset: string, news?: number): Answer<Quality> {
  const [isMoving, setMoving] = useState(true)
  return useLive(
    async signal => {
      const found = await get('datasets/{dataset}/quality', { dataset }, { signal })
      setMoving(mayGrow(found))
      return found
    },
    [dataset, news],
    isMoving ? EVERY_MS : SELDOM_MS,
  )
}

function mayGrow({ pendingChecks, tables }: Quality): boolean {
  return pendingChecks > 0 || Object.values(tables).some(({ state }) => state === 'received')
}

/** What is still to be found; undefined where nothing is. */
export function pendingInWords({ pendingChecks }: Quality): string | undefined {
  if (pendingChecks === 0) return undefined
  return pendingChecks === 1
    ? '1 foreign key is being checked: what that finds is not among the findings yet.'
    : `${pendingChecks} foreign keys are being checked: what that finds is not among the findings yet.`
}
