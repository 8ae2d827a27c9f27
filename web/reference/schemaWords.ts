import type { JsonSchema } from '../../shared/http/openApiDocument.ts'

/** One line of a schema that is shown as a nested list. */
export interface SchemaField {
  /** Of the property; `each` of a list or a map; empty for one of several forms. */
  readonly name: string
  readonly isRequired: boolean
  readonly schema: JsonSchema
}

/** What a value may be, in a few words: `list of numbers`, `"low" | "high"`, `text (uuid) or null`. */
export function typeInWords(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'value'
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' | ')
  const forms = formsOf(schema)
  if (forms.length > 0) return eitherInWords(forms.map(typeInWords))
  const { type } = schema
  if (Array.isArray(type)) return eitherInWords(type.map(one => WORDS[one]))
  if (type === 'array') return `list of ${typeInWords(itemOf(schema))}`
  if (type === 'object' && schema.properties === undefined) {
    const each = valueOf(schema)
    return each === undefined ? 'object' : `object of ${typeInWords(each)} by name`
  }
  if (type === undefined) return schema.properties === undefined ? 'any value' : 'object'
  return schema.format === undefined ? WORDS[type] : `${WORDS[type]} (${schema.format})`
}

const WORDS = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
} as const

/** Each once, `null` last. */
function eitherInWords(words: readonly string[]): string {
  return [...new Set([...words.filter(word => word !== 'null'), ...words])].join(' or ')
}

/** What a value is bound by, beside its type: `1 to 10,000 entries`, `at least 0`, `25 unless given`. */
export function boundsInWords(schema: JsonSchema): readonly string[] {
  const { minimum, maximum, minItems, maxItems, minLength, maxLength, pattern } = schema
  // JSON Schema names the largest whole number that JavaScript holds where there is no bound
  const highest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  const lowest = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum
  return [
    rangeInWords(lowest, highest, ''),
    exclusiveInWords('above', schema.exclusiveMinimum),
    exclusiveInWords('below', schema.exclusiveMaximum),
    rangeInWords(minItems, maxItems, ' entries'),
    rangeInWords(minLength, maxLength, ' characters'),
    pattern === undefined || schema.format !== undefined ? '' : `matches ${pattern}`,
    schema.default === undefined ? '' : `${JSON.stringify(schema.default)} unless given`,
  ].filter(words => words !== '')
}

function rangeInWords(low: number | undefined, high: number | undefined, what: string): string {
  const [from, to] = [low, high].map(bound => bound?.toLocaleString('en'))
  if (from !== undefined && to !== undefined) return `${from} to ${to}${what}`
  if (from !== undefined) return `at least ${from}${what}`
  return to === undefined ? '' : `at most ${to}${what}`
}

function exclusiveInWords(side: 'above' | 'below', bound: number | boolean | undefined): string {
  return typeof bound === 'number' ? `${side} ${bound.toLocaleString('en')}` : ''
}

/** What a value means and is bound by; Markdown's marks of code are left out. */
export function notesOf(schema: JsonSchema): readonly string[] {
  const { description = '' } = schema
  const meaning = description === '' ? [] : [description.replaceAll('`', '')]
  return [...meaning, ...boundsInWords(schema)]
}

/** What a value consists of: properties of an object, entries of a list, or its forms where it has several. */
export function fieldsOf(schema: JsonSchema): readonly SchemaField[] {
  if (schema.properties !== undefined) {
    const required = new Set(schema.required ?? [])
    return Object.entries(schema.properties).map(([name, property]) => ({
      name,
      isRequired: required.has(name),
      schema: schemaIn(property),
    }))
  }
  const forms = formsOf(schema).filter(form => fieldsOf(form).length > 0)
  if (forms.length > 1) return forms.map(form => ({ name: '', isRequired: false, schema: form }))
  const [form] = forms
  if (form !== undefined) return fieldsOf(form)
  if (schema.type === 'array') return fieldsOf(itemOf(schema))
  const each = valueOf(schema)
  return each === undefined ? [] : fieldsOf(each)
}

/** A value that the schema takes: its own example, else what is required of it; of several forms the first. */
export function exampleOf(schema: JsonSchema): unknown {
  const [example] = schema.examples ?? []
  if (example !== undefined) return example
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [form] = formsOf(schema)
  if (form !== undefined) return exampleOf(form)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (schema.properties !== undefined) {
    const shown = fieldsOf(schema).filter(
      field => field.isRequired || field.schema.examples !== undefined,
    )
    return Object.fromEntries(shown.map(field => [field.name, exampleOf(field.schema)]))
  }
  if (type === 'array') return [exampleOf(itemOf(schema))]
  if (type === 'object') return {}
  if (type === 'boolean') return true
  if (type === 'number' || type === 'integer') return Math.max(schema.minimum ?? 0, 0)
  return schema.format === undefined ? '…' : `… (${schema.format})`
}

function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? []
}

function itemOf({ items }: JsonSchema): JsonSchema {
  return Array.isArray(items) ? schemaIn(items[0]) : schemaIn(items)
}

/** Of an object that holds values of one kind by names that are not known before. */
function valueOf({ additionalProperties }: JsonSchema): JsonSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

/** `true` is the schema of any value. */
function schemaIn(schema: boolean | JsonSchema | undefined): JsonSchema {
  return typeof schema === 'object' ? schema : {}
}
