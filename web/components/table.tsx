import { type ComponentChildren, Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { count } from '../format.ts'
import { ScrollFrame } from './scrollFrame.tsx'

/** One column: what a cell shows, and by what it sorts. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** Aligned at the right, with figures of one width. */
  readonly isNumber?: boolean
  /** A class of the cells, also by row. */
  readonly class?: string | ((row: Row) => string | undefined)
  /** Makes the column sortable; undefined sorts last either way. */
  readonly sortBy?: (row: Row) => number | string | undefined
}

export interface TableProps<Row> {
  /** Names the table; seen by screen readers. */
  readonly caption: string
  /** The first one heads its row. */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
  readonly rowClass?: (row: Row) => string | undefined
  /** Sentences about a row, where there are any, below it and as wide as the table: in a column they would be a tower. */
  readonly note?: (row: Row) => ComponentChildren
  /** Rows shown until all are asked for; all where absent. */
  readonly shown?: number
}

interface Order {
  readonly column: number
  readonly isDescending: boolean
}

/** A table that scrolls in its own frame where it is wider than the screen; sortable by the columns that say by what. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, rowClass, note, shown } = props
  const [order, setOrder] = useState<Order>()
  const [isWhole, setWhole] = useState(false)
  const sorted = inOrder(rows, columns, order)
  const seen = shown === undefined || isWhole ? sorted : sorted.slice(0, shown)
  return (
    <>
      <ScrollFrame label={caption}>
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <Heading
                  key={column.title}
                  column={column}
                  order={order?.column === index ? order : undefined}
                  sort={isDescending => setOrder({ column: index, isDescending })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {seen.map(row => (
              <Fragment key={keyOf(row)}>
                <tr class={rowClass?.(row)}>
                  {columns.map((column, index) => (
                    <Cell key={column.title} column={column} row={row} isHeading={index === 0} />
                  ))}
                </tr>
                <NoteRow note={note?.(row)} columns={columns.length} />
              </Fragment>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {shown !== undefined && shown < rows.length && (
        <button type="button" class="quiet" onClick={() => setWhole(!isWhole)}>
          {isWhole ? `Show the first ${shown} rows only` : `Show all ${count(rows.length)} rows`}
        </button>
      )}
    </>
  )
}

function Heading<Row>(props: {
  readonly column: Column<Row>
  readonly order: Order | undefined
  readonly sort: (isDescending: boolean) => void
}) {
  const { column, order, sort } = props
  const kind = column.isNumber ? 'number' : undefined
  if (column.sortBy === undefined) {
    return (
      <th scope="col" class={kind}>
        {column.title}
      </th>
    )
  }
  // numbers are looked for at their large end first
  const next = order === undefined ? column.isNumber === true : !order.isDescending
  const direction = order?.isDescending ? 'descending' : 'ascending'
  return (
    <th scope="col" class={kind} aria-sort={order === undefined ? 'none' : direction}>
      <button type="button" class="sort" onClick={() => sort(next)}>
        {column.title}
        <span aria-hidden="true">{arrowOf(order)}</span>
      </button>
    </th>
  )
}

function arrowOf(order: Order | undefined): string {
  if (order === undefined) return ' ↕'
  return order.isDescending ? ' ↓' : ' ↑'
}

function NoteRow(props: { readonly note: ComponentChildren; readonly columns: number }) {
  const { note, columns } = props
  if (note === undefined || note === null) return null
  return (
    <tr class="note">
      <td colSpan={columns}>
        <div>{note}</div>
      </td>
    </tr>
  )
}

function Cell<Row>(props: {
  readonly column: Column<Row>
  readonly row: Row
  readonly isHeading: boolean
}) {
  const { column, row, isHeading } = props
  const extra = typeof column.class === 'function' ? column.class(row) : column.class
  const kind = [column.isNumber ? 'number' : '', extra ?? ''].join(' ').trim() || undefined
  const content = column.cell(row) ?? '–'
  if (!isHeading) return <td class={kind}>{content}</td>
  return (
    <th scope="row" class={kind}>
      {content}
    </th>
  )
}

function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
): readonly Row[] {
  const sortBy = order && columns[order.column]?.sortBy
  if (order === undefined || sortBy === undefined) return rows
  const sign = order.isDescending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)]
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined)
    }
    if (left === right) return 0
    return left < right ? -sign : sign
  })
}
