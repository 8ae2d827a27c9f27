import { z } from 'zod'

/** Of one call. */
const MAXIMUM_FEEDBACK = 1_000

/** The body of `POST /api/cds-services/icu-mortality/feedback`, by CDS Hooks 2.0; `card` is the card's uuid. */
export const cdsFeedback = z.looseObject({
  feedback: z
    .array(
      z.looseObject({
        card: z.guid('must be the uuid of a card'),
        outcome: z.enum(['accepted', 'overridden']),
        outcomeTimestamp: z.iso.datetime({ offset: true }),
        acceptedSuggestions: z.array(z.looseObject({ id: z.guid() })).optional(),
      }),
    )
    .min(1)
    .max(MAXIMUM_FEEDBACK),
})
