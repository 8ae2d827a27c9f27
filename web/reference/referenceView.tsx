import { useEffect, useMemo, useState } from 'preact/hooks'
import type { OpenApiDocument } from '../../shared/http/openApiDocument.ts'
import { get } from '../api/client.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Card } from '../components/card.tsx'
import { Details } from '../components/details.tsx'
import { Loaded } from '../components/problem.tsx'
import { hasEveryWord } from '../components/search.ts'
import { SearchField } from '../components/searchField.tsx'
import { Table } from '../components/table.tsx'
import { counted } from '../format.ts'
import { OperationPart, type ReferenceOperation } from './operationPart.tsx'

/** The API as its OpenAPI document describes it; the operation that the address names is unfolded. */
export function ReferenceView({ rest }: { readonly rest: readonly string[] }) {
  const answer = useAnswer(signal => get('openapi.json', {}, { signal }), [])
  return (
    <Loaded answer={answer}>{api => <Reference key={rest[0]} api={api} shown={rest[0]} />}</Loaded>
  )
}

function Reference(props: { readonly api: OpenApiDocument; readonly shown: string | undefined }) {
  const { api, shown } = props
  const [search, setSearch] = useState('')
  const operations = useMemo(() => operationsOf(api), [api])
  // who follows a link to an operation looks at it
  useEffect(() => {
    if (shown !== undefined) document.getElementById(`operation-${shown}`)?.scrollIntoView()
  }, [shown])

  const found = operations.filter(({ text }) => hasEveryWord(text, search))
  return (
    <>
      <Card title="API" aside={<a href="/api/openapi.json">openapi.json</a>}>
        <p>
          {api.info.description} OpenAPI {api.openapi}, version {api.info.version}. Times are ISO
          8601 in UTC. Where the host asks for a key, it goes into the header{' '}
          <code>x-functions-key</code>.
        </p>
        <SearchField value={search} change={setSearch} />
        <p class="muted" role="status">
          {found.length} of {counted(operations.length, 'operation')}
        </p>
      </Card>
      {api.tags.map(({ name, description }) => {
        const grouped = found.filter(({ operation }) => operation.tags.includes(name))
        if (grouped.length === 0) return null
        return (
          <Card key={name} title={name}>
            <p class="muted">{description}</p>
            {grouped.map(({ method, path, operation }) => {
              const isOpen = operation.operationId === shown
              return (
                <OperationPart
                  key={`${operation.operationId} ${isOpen}`}
                  method={method}
                  path={path}
                  operation={operation}
                  isOpen={isOpen}
                />
              )
            })}
          </Card>
        )
      })}
      <Problems problems={api['x-problems']} />
    </>
  )
}

/** The errors, each with what to do. */
function Problems(props: { readonly problems: OpenApiDocument['x-problems'] }) {
  const problems = Object.entries(props.problems)
  return (
    <Card title="Errors">
      <p class="muted">
        <code>application/problem+json</code> of RFC 9457, with <code>code</code>,{' '}
        <code>remedy</code> and, for what is wrong with the input, <code>errors</code> by JSON
        Pointer.
      </p>
      <Details summary={`${problems.length} codes`}>
        {() => (
          <Table
            caption="Errors of the API"
            rows={problems}
            keyOf={([code]) => code}
            columns={[
              { title: 'Code', cell: ([code]) => <code>{code}</code>, sortBy: ([code]) => code },
              {
                title: 'Status',
                isNumber: true,
                cell: ([, { status }]) => status,
                sortBy: ([, { status }]) => status,
              },
              { title: 'What', class: 'notes', cell: ([, { title }]) => title },
              { title: 'What to do', class: 'notes', cell: ([, { remedy }]) => remedy },
            ]}
          />
        )}
      </Details>
    </Card>
  )
}

interface SearchedOperation extends ReferenceOperation {
  /** What a search looks in. */
  readonly text: string
}

function operationsOf({ paths, servers }: OpenApiDocument): readonly SearchedOperation[] {
  const base = servers[0]?.url ?? ''
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method,
      path: `${base}${path}`,
      operation,
      text: [method, path, operation.operationId, operation.summary, ...operation.tags]
        .join(' ')
        .toLowerCase(),
    })),
  )
}
