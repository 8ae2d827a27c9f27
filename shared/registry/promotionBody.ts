import { z } from 'zod'

/** The body of `POST /api/models/{version}/promote`. */
export const promotionBody = z.strictObject({
  by: z.string().trim().min(1, 'must name who decides').max(200),
  reason: z.string().trim().min(1, 'must say why').max(2_000),
})
