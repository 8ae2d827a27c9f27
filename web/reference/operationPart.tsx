import type { DescribedOperation, JsonSchema } from '../../shared/http/openApiDocument.ts'
import { Details } from '../components/details.tsx'
import { Table } from '../components/table.tsx'
import { linkTo } from '../shell/route.ts'
import { SchemaList } from './schemaList.tsx'
import { boundsInWords, exampleOf, notesOf, typeInWords } from './schemaWords.ts'

export interface ReferenceOperation {
  readonly method: string
  /** As it is called, `/api/predict`. */
  readonly path: string
  readonly operation: DescribedOperation
}

/** One operation, folded: its parameters, body, answer and errors. */
export function OperationPart(props: ReferenceOperation & { readonly isOpen: boolean }) {
  const { method, path, operation, isOpen } = props
  const { operationId, summary, security, parameters, requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  const entries = Object.entries(responses)
  const success = entries.find(([status]) => status.startsWith('2'))
  const answer = success?.[1].content?.['application/json']?.schema
  const failures = entries.filter(([status]) => !status.startsWith('2'))
  return (
    <Details
      id={`operation-${operationId}`}
      class="operation"
      isOpen={isOpen}
      summary={
        <>
          <span class={`method ${method}`}>{method.toUpperCase()}</span> <code>{path}</code>{' '}
          <span class="muted">{summary}</span>
        </>
      }
    >
      {() => (
        <>
          <p class="muted">
            <a href={linkTo('api', operationId)}>{operationId}</a>:{' '}
            {security === undefined
              ? 'asks for the function key, where the host has one.'
              : 'open to all, without a key.'}
          </p>
          {parameters.length > 0 && <Parameters parameters={parameters} />}
          {body !== undefined && (
            <>
              <h3>Body{requestBody?.required === false && ' (may be left out)'}</h3>
              <SchemaOf schema={body} />
              <pre class="example">{curlOf(method, path, body)}</pre>
            </>
          )}
          <h3>Answer {success?.[0]}</h3>
          {answer === undefined ? <p>No JSON of a fixed shape.</p> : <SchemaOf schema={answer} />}
          <h3>Errors</h3>
          <ul>
            {failures.map(([status, { description }]) => (
              <li key={status}>
                {status}: {description.replaceAll('`', '')}
              </li>
            ))}
          </ul>
        </>
      )}
    </Details>
  )
}

function SchemaOf({ schema }: { readonly schema: JsonSchema }) {
  const notes = notesOf(schema)
  return (
    <>
      {(schema.anyOf ?? schema.oneOf) === undefined && (
        <p>
          <span class="type">{typeInWords(schema)}</span>
          {notes.length > 0 && <span class="muted">: {notes.join('; ')}</span>}
        </p>
      )}
      <SchemaList schema={schema} />
    </>
  )
}

function Parameters({ parameters }: Pick<DescribedOperation, 'parameters'>) {
  return (
    <>
      <h3>Parameters</h3>
      <Table
        caption="Parameters"
        rows={parameters}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Name', cell: ({ name }) => <code>{name}</code> },
          {
            title: 'Where',
            cell: parameter => `${parameter.in}${parameter.required ? ', required' : ''}`,
          },
          { title: 'Type', cell: ({ schema }) => typeInWords(schema) },
          {
            title: 'Meaning',
            class: 'notes',
            cell: ({ description, schema }) =>
              [description.replaceAll('`', ''), ...boundsInWords(schema)].join(' '),
          },
        ]}
      />
    </>
  )
}

/** As it can be pasted into a terminal. */
function curlOf(method: string, path: string, body: JsonSchema): string {
  const json = JSON.stringify(exampleOf(body), null, 1).replaceAll(/\n\s*/g, ' ')
  return [
    `curl -s -X ${method.toUpperCase()} ${location.origin}${path}`,
    `-H 'content-type: application/json'`,
    `-d '${json}'`,
  ].join(' \\\n  ')
}
