import { z } from 'zod'
import { championPointer } from '../registry/championPointer.ts'

/** The answer of `GET /api/health`. */
export const health = z.object({
  /** `degraded`: storage is away, or the champion could not be looked after; what is cached goes on serving. */
  status: z.enum(['ok', 'degraded']),
  versions: z.object({ app: z.string(), node: z.string() }),
  storage: z.enum(['reachable', 'unreachable']),
  /** Null: none is promoted yet, or none could be read. */
  champion: championPointer.nullable(),
  /** Why the champion was not looked after at the last attempt. */
  championProblem: z.string().nullable(),
  secondsSinceChampionValidated: z.number().nullable(),
  predictionLog: z.object({
    written: z.int(),
    waiting: z.int(),
    dropped: z.int(),
  }),
})
export type Health = z.infer<typeof health>
