import { app } from 'durable-functions'
import { z } from 'zod'
import { activity } from '../../../../dist/shared/durable/activity.js'
import { callAll, orchestrate } from '../../../../dist/shared/durable/orchestration.js'

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

orchestrate(
  { name: 'fanOut', input: z.object({ calls: z.array(meet.input), width: z.int() }) },
  function* (context, { calls, width }) {
    return yield* callAll(context, meet, calls, width)
  },
)
