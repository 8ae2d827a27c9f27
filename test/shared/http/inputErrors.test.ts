import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseInput } from '../../../shared/http/inputErrors.ts'
import { AppError, type InputError } from '../../../shared/http/problem.ts'

function errorsOf(schema: z.ZodType, value: unknown): readonly InputError[] {
  try {
    parseInput(schema, value)
  } catch (error) {
    if (error instanceof AppError) return error.errors
    throw error
  }
  return []
}

describe('parseInput', () => {
  it.each([
    [z.number(), 'x', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.boolean(), 1, 'must be true or false'],
    [z.string(), 5, 'must be text'],
    [z.array(z.string()), {}, 'must be a list'],
    [z.strictObject({}), [], 'must be an object'],
    [z.string(), undefined, 'is missing: must be text'],
    [z.uuid(), 'x', 'must be a UUID'],
    [z.iso.datetime(), '2026-13-01', 'must be an ISO 8601 time such as 2026-03-02T08:00:00Z'],
    [z.enum(['promote', 'keep']), 'yes', 'must be one of "promote", "keep"'],
    [z.enum(['promote', 'keep']), undefined, 'is missing: must be one of "promote", "keep"'],
    [z.literal('patient-view'), 'order-sign', 'must be "patient-view"'],
    [z.int().min(1), 0, 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.int().max(2000), 2001, 'must be at most 2000'],
    [z.string().min(1), '', 'must have at least 1 character'],
    [z.array(z.int()).max(2), [1, 2, 3], 'must have at most 2 entries'],
    [z.string().min(1, 'must name who decides'), '', 'must name who decides'],
  ])('says what is wrong in words that are read behind the field: %#', (schema, value, message) => {
    const field = z.object({ field: schema })
    expect(errorsOf(field, { field: value })).toEqual([{ pointer: '/field', message }])
  })

  it('names each field that is unknown', () => {
    expect(errorsOf(z.strictObject({}), { extra: 1, 'a/b': 2 })).toEqual([
      { pointer: '/extra', message: 'is not a known field' },
      { pointer: '/a~1b', message: 'is not a known field' },
    ])
  })
})
