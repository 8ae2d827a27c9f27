import { z } from 'zod'
import { type Approval, approval } from './decisions.ts'
import { promotionBody } from './promotionBody.ts'

/** The body of `POST /api/pipelines/{dataset}/approve`. */
export const approvalBody = promotionBody.extend({
  decision: approval.shape.decision,
  /** Which version is meant; needed only where several of the dataset wait. */
  version: z.string().optional(),
})
export type ApprovalBody = z.infer<typeof approvalBody>

/** What an approval event says, also one that came by Durable's own API; null where it cannot be understood. */
export function approvalAsked(value: unknown, at: string): Approval | null {
  const asked = approvalBody.loose().safeParse(value).data
  if (asked === undefined) return null
  const { by, decision, reason } = asked
  return { by, decision, reason, at }
}
