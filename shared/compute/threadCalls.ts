import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** The end of a channel at which `Ask`s are asked; the types are known to the compiler only. */
export type AskPort<Ask, Answer> = MessagePort & {
  readonly carries?: { readonly ask: Ask; readonly answer: Answer }
}

/** What one thread asks of another, by number. */
interface Question<Ask> {
  readonly number: number
  readonly ask: Ask
}

type Reply<Answer> = { readonly number: number } & (
  | { readonly answer: Answer }
  | { readonly error: string }
)

/**
 * Answers what the thread at the other end of a port asks while `work`, which is given that end, runs.
 *
 * @param moved - buffers of an answer that change hands instead of being copied
 * @throws what `work` throws; if an answer failed, what that failed with, as only its message crosses
 */
export async function withAnswers<Ask, Answer, Result>(
  answer: (ask: Ask) => Promise<Answer>,
  work: (port: AskPort<Ask, Answer>) => Promise<Result>,
  moved: (answer: Answer) => readonly ArrayBuffer[] = () => [],
): Promise<Result> {
  const { port1: ours, port2: theirs } = new MessageChannel()
  let failure: unknown
  async function reply({ number, ask }: Question<Ask>): Promise<void> {
    try {
      const answered = await answer(ask)
      const message: Reply<Answer> = { number, answer: answered }
      ours.postMessage(message, [...moved(answered)])
    } catch (error) {
      failure = error
      const message: Reply<Answer> = { number, error: String(error) }
      ours.postMessage(message, [])
    }
  }
  ours.on('message', (question: Question<Ask>) => void reply(question))
  try {
    return await work(theirs)
  } catch (error) {
    throw failure ?? error
  } finally {
    ours.close()
  }
}

/**
 * Asks the thread at the other end of the port, which answers in `withAnswers`.
 *
 * @param moved - buffers of a question that change hands instead of being copied
 */
export function askThread<Ask, Answer>(
  port: AskPort<Ask, Answer>,
  moved: (ask: Ask) => readonly ArrayBuffer[] = () => [],
): (ask: Ask) => Promise<Answer> {
  const waiting = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (error: Error) => void }
  >()
  let asked = 0
  port.on('message', (reply: Reply<Answer>) => {
    const asker = waiting.get(reply.number)
    waiting.delete(reply.number)
    if ('error' in reply) asker?.reject(new Error(reply.error))
    else asker?.resolve(reply.answer)
  })
  return async ask =>
    await new Promise<Answer>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      const question: Question<Ask> = { number: asked, ask }
      port.postMessage(question, [...moved(ask)])
    })
}
