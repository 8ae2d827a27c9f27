const KEY = 'function-key'

/** What the API answered in place of what was asked: RFC 9457's title, detail and our remedy and field errors. */
export class ApiError extends Error {
  constructor(status, problem = {}) {
    super(problem.detail ?? `The server answered ${status}.`)
    this.status = status
    this.code = problem.code
    this.title = problem.title
    this.remedy = problem.remedy
    this.errors = problem.errors ?? []
  }
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null
}

export function setKey(key) {
  sessionStorage.setItem(KEY, key)
}

export async function get(path) {
  return await ask(path, { method: 'GET' })
}

export async function post(path, body) {
  const headers = { 'content-type': 'application/json' }
  return await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function ask(path, options) {
  const key = sessionStorage.getItem(KEY)
  const headers = { ...options.headers, ...(key !== null && { 'x-functions-key': key }) }
  const response = await fetch(`/api/${path}`, { ...options, headers }).catch(() => {
    throw new ApiError(0, {
      title: 'The app does not answer',
      detail: 'No connection to the server.',
      remedy: 'Is it running? Start it with npm start.',
    })
  })
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
  const body = isJson ? await response.json() : undefined
  if (!response.ok) throw new ApiError(response.status, body)
  return body
}
