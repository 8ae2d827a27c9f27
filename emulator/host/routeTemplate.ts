/**
 * Route templates of Azure Functions (ASP.NET Core's): `items/{id:int?}`, `files/{name}.{extension}`, `ui/{*path}`.
 *
 * Literals match in any letter case; a segment with both literals and parameters matches as a whole; parameters take
 * URL-decoded values.
 */
export interface RouteTemplate {
  readonly segments: readonly RouteSegment[]
  /** One figure per segment, the lower the more specific: literal 1, constrained 2–3, plain parameter 3–4, catch-all 5. */
  readonly precedence: readonly number[]
}

interface RouteSegment {
  /** Matches one URL segment; named groups are the parameters. */
  readonly pattern: RegExp
  readonly parameters: readonly RouteParameter[]
  readonly catchAll: boolean
}

interface RouteParameter {
  readonly name: string
  /** Group in the segment's pattern. */
  readonly group: string
  readonly optional: boolean
  readonly defaultValue: string | undefined
  readonly constraints: readonly ((value: string) => boolean)[]
}

/** @throws where the template has an unknown constraint, an unclosed brace, or something behind a catch-all */
export function parseRouteTemplate(template: string): RouteTemplate {
  const texts = splitSegments(template.replace(/^\/+|\/+$/g, ''))
  const segments = texts.map((text, index) => {
    const segment = parseSegment(text, template)
    if (segment.catchAll && index < texts.length - 1) {
      throw new Error(`Route "${template}": nothing may follow the catch-all "${text}".`)
    }
    return segment
  })
  return { segments, precedence: segments.map(precedenceOf) }
}

/**
 * @param path - the URL's path behind the route prefix, still percent-encoded
 * @returns parameters by name, or undefined where the path does not match; optional ones that are absent are left out
 */
export function matchRoute(
  template: RouteTemplate,
  path: string,
): Readonly<Record<string, string>> | undefined {
  const parts = path.split('/').filter(part => part !== '')
  const values: Record<string, string> = {}

  for (const [index, segment] of template.segments.entries()) {
    const text = segment.catchAll
      ? parts.slice(index).map(decode).join('/')
      : parts[index] === undefined
        ? undefined
        : decode(parts[index])
    if (!matchSegment(segment, text, values)) return undefined
    if (segment.catchAll) return values
  }
  return parts.length > template.segments.length ? undefined : values
}

/** Sorts the more specific template first, as the host tries them. */
export function compareRoutes(left: RouteTemplate, right: RouteTemplate): number {
  const length = Math.max(left.precedence.length, right.precedence.length)
  for (let i = 0; i < length; i++) {
    const difference = (left.precedence[i] ?? 0) - (right.precedence[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function matchSegment(
  { pattern, parameters, catchAll }: RouteSegment,
  text: string | undefined,
  values: Record<string, string>,
): boolean {
  if (text === undefined) {
    const only = parameters[0]
    if (parameters.length !== 1 || only === undefined) return false
    if (only.defaultValue !== undefined) values[only.name] = only.defaultValue
    return only.optional || only.defaultValue !== undefined
  }
  const match = pattern.exec(text)
  if (match === null) return false
  for (const parameter of parameters) {
    const given = match.groups?.[parameter.group] ?? ''
    const value = given === '' && catchAll ? (parameter.defaultValue ?? '') : given
    const checked = !(catchAll && value === '')
    if (checked && !parameter.constraints.every(holds => holds(value))) return false
    values[parameter.name] = value
  }
  return true
}

/** At `/`, but not inside a parameter: a regex constraint may hold one. */
function splitSegments(template: string): string[] {
  const segments: string[] = []
  let depth = 0
  let current = ''
  for (const char of template) {
    if (char === '{') depth++
    if (char === '}') depth--
    if (char === '/' && depth === 0) {
      segments.push(current)
      current = ''
    } else current += char
  }
  if (depth !== 0) throw new Error(`Route "${template}": a brace is not closed.`)
  if (current !== '') segments.push(current)
  return segments
}

function parseSegment(text: string, template: string): RouteSegment {
  const parameters: RouteParameter[] = []
  let source = ''
  let catchAll = false
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '{') {
      source += escape(text.charAt(i++))
      continue
    }
    const end = closingBrace(text, i)
    const inner = text.slice(i + 1, end)
    const group = `p${parameters.length}`
    catchAll ||= inner.startsWith('*')
    parameters.push(parseParameter(inner.replace(/^\*+/, ''), group, template))
    // greedy: where a segment can be read in several ways the last parameter is the shortest
    source += catchAll ? `(?<${group}>.*)` : `(?<${group}>.+)`
    i = end + 1
  }
  return { pattern: new RegExp(`^${source}$`, 'is'), parameters, catchAll }
}

function closingBrace(text: string, start: number): number {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return i
  }
  return text.length - 1
}

function parseParameter(text: string, group: string, template: string): RouteParameter {
  const parsed =
    /^(?<name>[^:=?]+)(?<constraints>(?::[^:(=?]+(?:\(.*?\))?(?=[:=?]|$))*)(?:=(?<value>[^?]*))?(?<optional>\?)?$/s.exec(
      text,
    )
  const { name, constraints = '', value, optional } = parsed?.groups ?? {}
  if (name === undefined) {
    throw new Error(`Route "${template}": "{${text}}" is no parameter.`)
  }
  const calls = [...constraints.matchAll(/:([^:(=?]+)(?:\((.*?)\))?(?=[:=?]|$)/gs)]
  return {
    name,
    group,
    optional: optional !== undefined,
    defaultValue: value,
    constraints: calls.map(([, kind = '', argument = '']) => constraint(kind, argument, template)),
  }
}

function constraint(kind: string, argument: string, template: string): (value: string) => boolean {
  const [low = Number.NaN, high = low] = argument.split(',').map(Number)
  switch (kind.toLowerCase()) {
    case 'int':
      return value => integer(value) && Math.abs(Number(value)) <= 2_147_483_647
    case 'long':
      return integer
    case 'bool':
      return value => /^(true|false)$/i.test(value)
    case 'decimal':
    case 'double':
    case 'float':
      return value => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
    case 'datetime':
      return value => !Number.isNaN(Date.parse(value))
    case 'guid':
      return value => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value)
    case 'alpha':
      return value => /^[a-z]*$/i.test(value)
    case 'required':
      return value => value !== ''
    case 'minlength':
      return value => value.length >= low
    case 'maxlength':
      return value => value.length <= low
    case 'length':
      return value => value.length >= low && value.length <= high
    case 'min':
      return value => integer(value) && Number(value) >= low
    case 'max':
      return value => integer(value) && Number(value) <= low
    case 'range':
      return value => integer(value) && Number(value) >= low && Number(value) <= high
    case 'regex': {
      // braces are doubled inside a template
      const pattern = new RegExp(argument.replaceAll('{{', '{').replaceAll('}}', '}'), 'i')
      return value => pattern.test(value)
    }
    default:
      throw new Error(`Route "${template}": the constraint "${kind}" is not known.`)
  }
}

function integer(value: string): boolean {
  return /^[+-]?\d+$/.test(value)
}

/** ASP.NET Core's order (RoutePrecedence.ComputeInbound). */
function precedenceOf({ parameters, catchAll }: RouteSegment): number {
  const first = parameters[0]
  if (first === undefined) return 1
  if (parameters.length > 1) return 2
  const constrained = first.constraints.length > 0
  if (catchAll) return constrained ? 4 : 5
  return constrained ? 2 : 3
}

function escape(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)
}

/** A path that is not properly encoded stays as it came: it is a client's mistake, not the host's end. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
