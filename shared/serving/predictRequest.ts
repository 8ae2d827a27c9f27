import { z } from 'zod'
import { invalidInput, MAXIMUM_ERRORS, parseInput } from '../http/inputErrors.ts'
import { AppError, type InputError } from '../http/problem.ts'

/** Instances in one call. */
export const MAXIMUM_INSTANCES = 10_000

/** One patient: feature values by name. Values are checked column by column in `featureTable`, which knows the model. */
export const instance = z
  .custom<Readonly<Record<string, unknown>>>(
    value => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object of feature values by name',
  )
  .meta({
    title: 'Instance',
    type: 'object',
    description:
      'Feature values by name, as GET /api/features lists them. A missing one, or null, is filled as in training and named in the warnings. Flags are 0 or 1, or booleans; categories are text.',
    additionalProperties: { type: ['number', 'string', 'boolean', 'null'] },
    examples: [{ age: 71, heart_rate_max: 118, gcs_min: 9, mech_vent_any: 1 }],
  })
export type Instance = z.infer<typeof instance>

/** The body of `POST /api/predict` for one patient. */
export const featuresRequest = z.strictObject({ features: instance })
/** The body of `POST /api/predict` for many. */
export const instancesRequest = z.strictObject({
  instances: z
    .array(instance)
    .min(1, 'must hold at least one instance')
    .max(MAXIMUM_INSTANCES, `must hold at most ${MAXIMUM_INSTANCES} instances`),
})

export interface PredictRequest {
  readonly instances: readonly Instance[]
  /** JSON Pointer of instance i, for error messages. */
  pointerTo(row: number): string
}

/**
 * Reads the body of `POST /api/predict` that has features, of which exactly one form is taken.
 *
 * @throws AppError INVALID_INPUT
 */
export function parsePredictRequest(body: unknown): PredictRequest {
  const forms = 'one of { "features": {…} }, { "instances": [ {…}, … ] } and { "stay": {…} }'
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput([{ pointer: '', message: `must be an object: ${forms}` }])
  }
  if ('features' in body === 'instances' in body) {
    const found = Object.keys(body)
      .map(name => `"${name.slice(0, 40)}"`)
      .slice(0, 5)
    throw new AppError(
      'INVALID_INPUT',
      `The body must have ${forms}; it has ${found.length === 0 ? 'none' : found.join(', ')}.`,
      { errors: [{ pointer: '', message: `must have ${forms}` }] },
    )
  }
  if ('features' in body) {
    const { features } = parseInput(featuresRequest, body)
    return { instances: [features], pointerTo: () => '/features' }
  }
  const { instances } = parseInput(instancesRequest, body)
  return { instances, pointerTo: row => `/instances/${row}` }
}

/** Gathers findings over a whole batch; words none that would not be shown, as wording them takes time. */
export class FindingList {
  readonly #kept: InputError[] = []
  #total = 0

  add(finding: () => InputError): void {
    this.#total += 1
    if (this.#kept.length < MAXIMUM_ERRORS) this.#kept.push(finding())
  }

  /** @throws AppError INVALID_INPUT where anything was found */
  throwIfAny(): void {
    if (this.#total > 0) throw invalidInput(this.#kept, this.#total)
  }
}
