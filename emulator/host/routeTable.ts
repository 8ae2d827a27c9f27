import type { RegisteredFunction } from '../worker/functionApp.ts'
import {
  compareRoutes,
  matchRoute,
  parseRouteTemplate,
  type RouteTemplate,
} from './routeTemplate.ts'

export type AuthLevel = 'anonymous' | 'function' | 'admin'

export interface HttpRoute {
  readonly functionName: string
  /** As the function gave it, or its name where it gave none. */
  readonly route: string
  readonly template: RouteTemplate
  /** Upper case; none: every method. */
  readonly methods: readonly string[]
  readonly authLevel: AuthLevel
}

/** What the functions' HTTP triggers listen to, the most specific route first. */
export function routeTable(functions: Iterable<RegisteredFunction>): HttpRoute[] {
  return [...functions]
    .filter(({ trigger }) => trigger.type.toLowerCase() === 'httptrigger')
    .map(({ name, trigger }) => {
      const route = typeof trigger['route'] === 'string' ? trigger['route'] : name
      const methods = Array.isArray(trigger['methods']) ? trigger['methods'] : []
      return {
        functionName: name,
        route,
        template: parseRouteTemplate(route),
        methods: methods.map(method => String(method).toUpperCase()),
        authLevel: authLevelOf(trigger['authLevel']),
      }
    })
    .sort((left, right) => compareRoutes(left.template, right.template))
}

/**
 * The route that answers a request. A path that only answers other methods is not found, as on the real host.
 *
 * @param path - behind the route prefix, percent-encoded
 */
export function findRoute(
  table: readonly HttpRoute[],
  method: string,
  path: string,
):
  | { readonly route: HttpRoute; readonly parameters: Readonly<Record<string, string>> }
  | undefined {
  for (const route of table) {
    if (route.methods.length > 0 && !route.methods.includes(method)) continue
    const parameters = matchRoute(route.template, path)
    if (parameters !== undefined) return { route, parameters }
  }
  return undefined
}

/** `function` is the default of the programming model. */
function authLevelOf(given: unknown): AuthLevel {
  const level = typeof given === 'string' ? given.toLowerCase() : 'function'
  return level === 'anonymous' || level === 'admin' ? level : 'function'
}
