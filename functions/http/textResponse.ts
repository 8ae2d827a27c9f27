import functions, { type HttpResponse, type HttpResponseInit } from '@azure/functions'

/** The library's class as far as it is not about the body. */
const BodilessResponse: new (
  init: HttpResponseInit,
) => Pick<HttpResponse, 'status' | 'headers' | 'cookies' | 'enableContentNegotiation'> =
  functions.HttpResponse

const UTF8 = new TextEncoder()

/**
 * An answer that is text. Of `{ body: text }` the library makes a web stream, only to read it again at once: that takes as
 * long as scoring a patient.
 */
export class TextResponse extends BodilessResponse {
  readonly #text: string

  constructor(text: string, init: Omit<HttpResponseInit, 'body' | 'jsonBody'>) {
    super(init)
    this.#text = text
  }

  /** What the library takes, unless answers are streamed. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return UTF8.encode(this.#text).buffer
  }

  /** What it takes if they are. */
  get body(): ReadableStream | null {
    return new Response(this.#text).body
  }
}
