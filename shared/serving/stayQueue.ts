import { AppError } from '../http/problem.ts'

/** Stays under way in a process, the one that is being computed and those that wait: some seconds' worth. */
export const MOST_STAYS = 32

const RETRY_SECONDS = 5

let underWay = 0

/**
 * Whether another stay may wait; to be asked before its rows are looked at, as that takes time, too.
 *
 * @throws AppError TOO_MANY_STAYS
 */
export function requireRoomForStay(): void {
  if (underWay < MOST_STAYS) return
  throw new AppError('TOO_MANY_STAYS', `${MOST_STAYS} stays are under way already.`, {
    retryAfterSeconds: RETRY_SECONDS,
  })
}

/**
 * Computes a stay as one of those that may be under way.
 *
 * @throws AppError TOO_MANY_STAYS; what `work` throws
 */
export async function asStayUnderWay<Result>(work: () => Promise<Result>): Promise<Result> {
  requireRoomForStay()
  underWay += 1
  try {
    return await work()
  } finally {
    underWay -= 1
  }
}
