import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openApi } from '../../../shared/http/openapi.ts'
import { OPERATIONS } from '../../../shared/http/operations.ts'
import {
  boundsInWords,
  exampleOf,
  fieldsOf,
  typeInWords,
} from '../../../web/reference/schemaWords.ts'

describe('a JSON Schema in words', () => {
  it.each([
    [z.string(), 'text'],
    [z.uuid(), 'text (uuid)'],
    [z.number().nullable(), 'number or null'],
    [z.null().or(z.number()), 'number or null'],
    [z.array(z.array(z.int())), 'list of list of whole number'],
    [z.enum(['low', 'high']), '"low" | "high"'],
    [z.literal('log-odds'), '"log-odds"'],
    [z.record(z.string(), z.boolean()), 'object of true or false by name'],
    [z.object({ a: z.number() }), 'object'],
    [z.unknown(), 'any value'],
  ])('%# names its type', (schema, words) => {
    expect(typeInWords(z.toJSONSchema(schema))).toBe(words)
  })

  it('says what bounds a value, and nothing of what only bounds all numbers', () => {
    expect(boundsInWords(z.toJSONSchema(z.int().min(0)))).toEqual(['at least 0'])
    expect(boundsInWords(z.toJSONSchema(z.int()))).toEqual([])
    expect(boundsInWords(z.toJSONSchema(z.number().gt(0).lt(1)))).toEqual(['above 0', 'below 1'])
    expect(boundsInWords(z.toJSONSchema(z.array(z.int()).min(1).max(10_000)))).toEqual([
      '1 to 10,000 entries',
    ])
    const withDefault = z.toJSONSchema(z.string().default('24'), { io: 'input' })
    expect(boundsInWords(withDefault)).toEqual(['"24" unless given'])
  })

  it('leads through lists, maps and what may be null to the fields', () => {
    const point = z.object({ x: z.number(), y: z.number().optional() })
    for (const schema of [point, z.array(point), z.record(z.string(), point), point.nullable()]) {
      const fields = fieldsOf(z.toJSONSchema(schema))
      expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
        ['x', true],
        ['y', false],
      ])
    }
    const either = z.union([point, z.object({ z: z.number() })])
    expect(fieldsOf(z.toJSONSchema(either)).map(({ name }) => name)).toEqual(['', ''])
  })
})

describe('the examples of the reference', () => {
  const documented = openApi('1.2.3')

  it('are taken by the very schemas that they are made from, but for texts that are to be filled in', () => {
    for (const operation of OPERATIONS) {
      if (!('body' in operation)) continue
      const described = documented.paths[`/${operation.path}`]?.post
      const schema = described?.requestBody?.content['application/json']?.schema ?? {}
      const parsed = operation.body.safeParse(exampleOf(schema))
      const wrong = (parsed.error?.issues ?? []).filter(
        ({ code }) => code !== 'invalid_format' && code !== 'custom',
      )
      expect({ id: operation.id, wrong }).toEqual({ id: operation.id, wrong: [] })
    }
  })
})
