import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiError } from '../api/problem.ts'
import type { Answer } from '../api/useAnswer.ts'
import { useKeptFocus } from './keptFocus.ts'

/** What went wrong, what to do, and a way to try again. */
export function Problem(props: { readonly error: ApiError; readonly retry?: () => void }) {
  const { error, retry } = props
  const section = useRef<HTMLElement>(null)
  // when trying again has helped
  useKeptFocus(section, element => element?.closest('main') ?? null)
  return (
    <section class="card problem" role="alert" ref={section}>
      <h2>{error.title}</h2>
      {error.message !== '' && <p>{error.message}</p>}
      {error.remedy !== undefined && <p class="muted">{error.remedy}</p>}
      {error.errors.length > 0 && (
        <ul>
          {error.errors.map(({ pointer, message }) => (
            <li key={pointer}>
              <code>{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </section>
  )
}

/** Draws what was asked for; until it is there that it loads, and where it failed why. */
export function Loaded<Value>(props: {
  readonly answer: Answer<Value>
  readonly children: (value: Value) => ComponentChildren
}) {
  const { value, error, reload } = props.answer
  if (value === undefined) {
    return error === undefined ? <Loading /> : <Problem error={error} retry={reload} />
  }
  return (
    <>
      {error !== undefined && (
        <p class="notice busy" role="status">
          {error.title}; trying again. What follows may be old.
        </p>
      )}
      {props.children(value)}
    </>
  )
}

/** From then on it is said that it takes long; milliseconds. */
const LONG_MS = 5_000

export function Loading() {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p class="loading muted" role="status">
      Loading…
      {isLong &&
        ' The app has not answered yet. It may be busy, or wait for its storage: the last line of this page says whether that is within reach.'}
    </p>
  )
}
