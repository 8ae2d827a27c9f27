import functions from '@azure/functions'
import { describe, expect, it } from 'vitest'
import { TextResponse } from '../../../functions/http/textResponse.ts'

const TEXT = '{ "temperature": "38 °C – fever 🌡" }'
const init = { status: 201, headers: { 'content-type': 'application/json', etag: '"1"' } }

describe('an answer that is text', () => {
  it('is for the library what it makes of a body', async () => {
    const ours = new TextResponse(TEXT, init)
    const theirs = new functions.HttpResponse({ ...init, body: TEXT })

    expect(ours).toBeInstanceOf(functions.HttpResponse)
    expect(ours.status).toBe(theirs.status)
    expect(Object.fromEntries(ours.headers)).toEqual(Object.fromEntries(theirs.headers))
    expect(ours.cookies).toEqual(theirs.cookies)
    expect(ours.enableContentNegotiation).toBe(theirs.enableContentNegotiation)
    expect(Buffer.from(await ours.arrayBuffer())).toEqual(Buffer.from(await theirs.arrayBuffer()))
  })

  it('can be streamed as well', async () => {
    expect(await new Response(new TextResponse(TEXT, init).body).text()).toBe(TEXT)
  })
})
