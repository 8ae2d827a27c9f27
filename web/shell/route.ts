import { useEffect, useState } from 'preact/hooks'

/** Where the reader is: `#/models/85ae97fa8a43` is the view `models` with the rest `['85ae97fa8a43']`. */
export interface Route {
  readonly view: string
  readonly rest: readonly string[]
}

export function routeOf(hash: string): Route {
  const [view = '', ...rest] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  return { view, rest: rest.filter(step => step !== '') }
}

/** The address of a view. */
export function linkTo(view: string, ...rest: readonly string[]): string {
  return `#/${[view, ...rest].map(encodeURIComponent).join('/')}`
}

/** The route, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const moved = (): void => setRoute(routeOf(location.hash))
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  return route
}

/** An address that someone has mistyped is no reason to show nothing. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
