/** One finding about what was sent: where (a JSON Pointer into the body), and what. */
export interface FieldError {
  readonly pointer: string
  readonly message: string
}

/** What the API answered in place of what was asked: RFC 9457's title and detail, our remedy and field errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0 where nothing answered. */
  readonly status: number
  readonly title: string
  readonly remedy: string | undefined
  readonly code: string | undefined
  readonly errors: readonly FieldError[]

  constructor(status: number, problem: unknown) {
    const title = textIn(problem, 'title') ?? `The server answered ${status}`
    super(textIn(problem, 'detail') ?? '')
    this.status = status
    this.title = title
    this.remedy = textIn(problem, 'remedy')
    this.code = textIn(problem, 'code')
    this.errors = fieldErrors(problem)
  }
}

/** Nothing answered at all. */
export function noConnection(): ApiError {
  return new ApiError(0, {
    title: 'The app does not answer',
    detail: 'No connection to the server.',
    remedy: 'Is it running? Start it with npm start.',
  })
}

/** Any error as one that can be shown. */
export function shownError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new ApiError(0, { title: 'Something went wrong in the page', detail })
}

/** A problem in one or two sentences, with what each field lacks. */
export function inSentences({ title, message, errors }: ApiError): string {
  const fields = errors.map(({ pointer, message: what }) => `${pointer} ${what}.`)
  return [message || `${title}.`, ...fields].join(' ')
}

function valueIn(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  return Object.entries(object).find(([name]) => name === key)?.[1]
}

function textIn(object: unknown, key: string): string | undefined {
  const value = valueIn(object, key)
  return typeof value === 'string' ? value : undefined
}

function fieldErrors(problem: unknown): readonly FieldError[] {
  const listed = valueIn(problem, 'errors')
  if (!Array.isArray(listed)) return []
  return listed.map((item: unknown) => ({
    pointer: textIn(item, 'pointer') ?? '',
    message: textIn(item, 'message') ?? '',
  }))
}
