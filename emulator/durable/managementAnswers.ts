import type { HostResponse } from '../http.ts'

export const answerJson = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HostResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

export const answerEmpty = (
  status: number,
  headers: Record<string, string> = {},
): HostResponse => ({ status, headers, body: '' })

/** As the host tells an exception; without its stack. */
export const answerException = (
  status: number,
  Message: string,
  ExceptionType: string,
  ExceptionMessage: string,
): HostResponse =>
  answerJson(status, { Message, ExceptionMessage, ExceptionType, StackTrace: null })

export const answerInvalidJson = (error: unknown): HostResponse =>
  answerException(
    400,
    'Invalid JSON content',
    'Newtonsoft.Json.JsonReaderException',
    error instanceof Error ? error.message : String(error),
  )

/** Query parameters as .NET reads them: names in any case, values of the wrong form as if they were not there. */
export class Query {
  readonly #values = new Map<string, string[]>()

  constructor(url: URL) {
    for (const [name, value] of url.searchParams) {
      const key = name.toLowerCase()
      this.#values.set(key, [...(this.#values.get(key) ?? []), value])
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.join(',')
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.text(name)?.toLowerCase()
    return value === 'true' ? true : value === 'false' ? false : otherwise
  }

  number(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined || value.trim() === '') return undefined
    const number = Number(value)
    return Number.isFinite(number) ? number : undefined
  }

  /** ms since 1970 */
  time(name: string): number | undefined {
    const time = Date.parse(this.text(name) ?? '')
    return Number.isNaN(time) ? undefined : time
  }

  list(name: string): string[] {
    return this.text(name)?.split(',') ?? []
  }
}
