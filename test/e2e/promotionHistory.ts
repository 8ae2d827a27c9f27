import { z } from 'zod'
import { championPointer } from '../../shared/registry/championPointer.ts'
import { decisionSummary } from '../../shared/registry/decisions.ts'
import type { ReachedSystem } from './runningSystem.ts'

const history = z.object({
  promotions: z.array(championPointer),
  decisions: z.array(decisionSummary),
})

/** What a system tells of its promotions and of the gate's decisions, newest first. */
export async function promotionHistory({ api }: ReachedSystem): Promise<z.infer<typeof history>> {
  return (await api.get('/api/models/history', history)) ?? { promotions: [], decisions: [] }
}
