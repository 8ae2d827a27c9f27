import { app } from 'durable-functions'
import { z } from 'zod'
import { activity } from '../../../../dist/shared/durable/activity.js'
import { call, callAll, orchestrate } from '../../../../dist/shared/durable/orchestration.js'

/** Activities take turns at a barrier: each waits until as many run as should, so it ends only if they do. */
const waiting = []
let running = 0
let mostRunning = 0

const meet = activity('meet', {
  input: z.object({ number: z.int(), together: z.int(), failsFirst: z.boolean() }),
  output: z.object({ number: z.int(), mostRunning: z.int() }),
})
const failed = new Set()

app.activity('meet', {
  handler: async ({ number, together, failsFirst }) => {
    if (failsFirst && !failed.has(number)) {
      failed.add(number)
      throw new Error(`call ${number} fails once`)
    }
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await new Promise(resolve => {
      waiting.push(resolve)
      if (running >= together) for (const goOn of waiting.splice(0)) goOn()
    })
    running -= 1
    return { number, mostRunning }
  },
})

const failures = new Map()

/** The first calls of a fan-out come through at once, the others fail so often, one a moment after the other. */
const stumble = activity('stumble', {
  input: z.object({ run: z.string(), number: z.int(), failures: z.int() }),
  output: z.int(),
})
app.activity('stumble', {
  handler: async ({ run, number, failures: wanted }) => {
    const key = `${run} ${number}`
    const before = failures.get(key) ?? 0
    await new Promise(resolve => {
      setTimeout(resolve, 10 * number)
    })
    if (before < wanted) {
      failures.set(key, before + 1)
      throw new Error(`call ${number} fails for time ${before + 1}`)
    }
    return number
  },
})

const sum = activity('sum', { input: z.array(z.int()), output: z.int() })
app.activity('sum', { handler: numbers => numbers.reduce((total, number) => total + number, 0) })

orchestrate(
  { name: 'fanOutThenSum', input: z.object({ calls: z.array(stumble.input), width: z.int() }) },
  function* (context, { calls, width }) {
    const numbers = yield* callAll(context, stumble, calls, width)
    const total = yield* call(context, sum, numbers)
    return { numbers, total: yield* call(context, sum, [total, 1]) }
  },
)

orchestrate(
  { name: 'fanOut', input: z.object({ calls: z.array(meet.input), width: z.int() }) },
  function* (context, { calls, width }) {
    return yield* callAll(context, meet, calls, width)
  },
)
