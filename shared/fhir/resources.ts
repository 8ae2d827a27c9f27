import { z } from 'zod'

/**
 * What is read of FHIR R4 resources (hl7.org/fhir/R4): only the elements that scoring looks at; all others are left
 * alone, as resources carry many and may carry more.
 */
const reference = z.object({ reference: z.string().optional(), display: z.string().optional() })
const coding = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
})
const codeableConcept = z.object({
  coding: z.array(coding).optional(),
  text: z.string().optional(),
})
export type CodeableConcept = z.infer<typeof codeableConcept>

const period = z.object({ start: z.string().optional(), end: z.string().optional() })

const quantity = z.object({
  value: z.number().optional(),
  comparator: z.string().optional(),
  unit: z.string().optional(),
  system: z.string().optional(),
  code: z.string().optional(),
})
export type Quantity = z.infer<typeof quantity>

const measured = {
  code: codeableConcept,
  valueQuantity: quantity.optional(),
  valueInteger: z.number().optional(),
  valueCodeableConcept: codeableConcept.optional(),
  valueString: z.string().optional(),
}

/** An Observation. `effectiveTiming` is not read: it names no one time. */
export const observation = z.object({
  resourceType: z.literal('Observation'),
  id: z.string().optional(),
  status: z.string(),
  subject: reference.optional(),
  effectiveDateTime: z.string().optional(),
  effectiveInstant: z.string().optional(),
  effectivePeriod: period.optional(),
  ...measured,
  component: z.array(z.object(measured)).optional(),
})
export type Observation = z.infer<typeof observation>
export type Measured = Pick<Observation, keyof typeof measured>

export const patient = z.object({
  resourceType: z.literal('Patient'),
  id: z.string(),
  gender: z.string().optional(),
  birthDate: z.string().optional(),
})
export type Patient = z.infer<typeof patient>

export const encounter = z.object({
  resourceType: z.literal('Encounter'),
  id: z.string().optional(),
  status: z.string().optional(),
  class: coding.optional(),
  type: z.array(codeableConcept).optional(),
  serviceType: codeableConcept.optional(),
  priority: codeableConcept.optional(),
  subject: reference.optional(),
  partOf: reference.optional(),
  period: period.optional(),
  location: z
    .array(
      z.object({
        location: reference,
        physicalType: codeableConcept.optional(),
        period: period.optional(),
      }),
    )
    .optional(),
})
export type Encounter = z.infer<typeof encounter>

/** A searchset, of which the entries are looked at one by one: a malformed one never costs the others. */
const bundle = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.object({ resource: z.unknown().optional() })).optional(),
  link: z.array(z.object({ relation: z.string().optional() })).optional(),
})

/** Whether the server had more to tell: a page with a next one. */
export function isIncomplete(value: unknown): boolean {
  const page = bundle.safeParse(value)
  return page.success && (page.data.link ?? []).some(({ relation }) => relation === 'next')
}

/** The resources of `type` in a Bundle, or the resource itself; `malformed` counts those that are none of FHIR's. */
export function resourcesOf<T>(
  value: unknown,
  schema: z.ZodType<T>,
  type: string,
): { readonly resources: readonly T[]; readonly malformed: number } {
  const entries = bundle.safeParse(value)
  const candidates = entries.success
    ? (entries.data.entry ?? []).map(({ resource }) => resource)
    : [value]
  const ofType = candidates.filter(candidate => isOfType(candidate, type))
  const parsed = ofType.map(candidate => schema.safeParse(candidate))
  const resources = parsed.flatMap(result => (result.success ? [result.data] : []))
  return { resources, malformed: ofType.length - resources.length }
}

function isOfType(value: unknown, type: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'resourceType' in value &&
    value.resourceType === type
  )
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** Years outside stand for "unknown" or "for ever" where systems must name a time. */
const FIRST_MOMENT = Date.UTC(1900, 0, 2)
const LAST_MOMENT = Date.UTC(2200, 0)

/**
 * A FHIR instant or dateTime with its time and offset, in ms since the epoch; undefined where it lacks either, or is no
 * time of a patient's.
 */
export function momentOf(text: string | undefined): number | undefined {
  if (text === undefined || !DATE_TIME.test(text)) return undefined
  const moment = Date.parse(text)
  return moment >= FIRST_MOMENT && moment < LAST_MOMENT ? moment : undefined
}

/** The id that a reference such as `Patient/12` or `https://server/fhir/Patient/12/_history/1` ends in. */
export function referencedId(text: string | undefined, type: string): string | undefined {
  return new RegExp(`(?:^|/)${type}/([A-Za-z0-9\\-.]{1,64})(?:/_history/|$)`).exec(text ?? '')?.[1]
}
