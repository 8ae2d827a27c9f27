import type { HttpCall } from './orchestratorState.ts'

const USER_AGENT = 'Microsoft.Azure.WebJobs.Extensions.DurableTask/3.19.0'

/**
 * What `callHttp` runs as its activity. Headers of the content are left out and names get capitals, as the host shows
 * them.
 *
 * @returns the answer as JSON text: statusCode, headers, content
 */
export async function runHttpCall(call: HttpCall): Promise<string> {
  if (call.tokenSource !== undefined && call.tokenSource !== null) {
    throw new Error(
      `callHttp to ${call.uri}: a managed identity's token (tokenSource) is not to be had outside Azure; send a header of your own here.`,
    )
  }
  const response = await fetch(call.uri, {
    method: call.method,
    headers: { 'user-agent': USER_AGENT, ...call.headers },
    ...(call.content === undefined ? {} : { body: call.content }),
  })
  const headers: Record<string, string> = {}
  for (const [name, value] of response.headers) {
    if (!name.startsWith('content-')) headers[capitalised(name)] = value
  }
  return JSON.stringify({ statusCode: response.status, headers, content: await response.text() })
}

const capitalised = (name: string): string =>
  name.replaceAll(/(^|-)[a-z]/g, letter => letter.toUpperCase())
