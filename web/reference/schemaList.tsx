import type { JsonSchema } from '../../shared/http/openApiDocument.ts'
import { Details } from '../components/details.tsx'
import { fieldsOf, notesOf, type SchemaField, typeInWords } from './schemaWords.ts'

/** Levels that are unfolded from the start. */
const UNFOLDED = 1

/** A schema as a nested list: each field with its type, what it is bound by and what it means. */
export function SchemaList({
  schema,
  depth = 0,
}: {
  readonly schema: JsonSchema
  readonly depth?: number
}) {
  const fields = fieldsOf(schema)
  if (fields.length === 0) return null
  return (
    <ul class="schema">
      {fields.map((field, index) => (
        <li key={field.name === '' ? index : field.name}>
          <FieldLine field={field} number={index + 1} />
          <Below schema={field.schema} depth={depth} isForm={field.name === ''} />
        </li>
      ))}
    </ul>
  )
}

function FieldLine({ field, number }: { readonly field: SchemaField; readonly number: number }) {
  const { name, isRequired, schema } = field
  const notes = notesOf(schema)
  return (
    <>
      {name === '' ? <b>Form {number}</b> : <code>{name}</code>}{' '}
      {name !== '' && <span class="type">{typeInWords(schema)}</span>}
      {isRequired && <span class="unit"> required</span>}
      {notes.length > 0 && <span class="muted">: {notes.join('; ')}</span>}
    </>
  )
}

function Below(props: {
  readonly schema: JsonSchema
  readonly depth: number
  readonly isForm: boolean
}) {
  const { schema, depth, isForm } = props
  const fields = fieldsOf(schema)
  if (fields.length === 0) return null
  if (isForm || depth < UNFOLDED) return <SchemaList schema={schema} depth={depth + 1} />
  return (
    <Details summary={<span class="muted">{fields.length} fields</span>}>
      {() => <SchemaList schema={schema} depth={depth + 1} />}
    </Details>
  )
}
