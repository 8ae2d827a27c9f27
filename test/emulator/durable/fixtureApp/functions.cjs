const { appendFileSync } = require('node:fs')
const df = require('durable-functions')

const sleep = ms =>
  new Promise(resolve => {
    setTimeout(resolve, ms)
  })
const failures = new Map()
let running = 0
let mostRunning = 0

df.app.activity('double', { handler: n => n * 2 })
df.app.activity('failTimes', {
  handler: ({ key, times }) => {
    const failed = failures.get(key) ?? 0
    if (failed >= times) return `${key} after ${failed}`
    failures.set(key, failed + 1)
    throw new Error(`${key} fails`)
  },
})
df.app.activity('busy', {
  handler: async ms => {
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await sleep(ms)
    running -= 1
    return mostRunning
  },
})
const counts = new Map()
df.app.activity('counted', {
  handler: key => {
    counts.set(key, (counts.get(key) ?? 0) + 1)
    return counts.get(key)
  },
})
df.app.activity('logged', {
  handler: async ({ file, line, ms }) => {
    await sleep(ms)
    appendFileSync(file, `${line}\n`)
    return line
  },
})

const after = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms)

df.app.orchestration('doubled', function* (context) {
  return yield context.df.callActivity('double', context.df.getInput())
})
df.app.orchestration('failsOnce', function* (context) {
  return yield context.df.callActivity('failTimes', { key: context.df.instanceId, times: 1 })
})
df.app.orchestration('parentOfFailsOnce', function* (context) {
  const first = yield context.df.callActivity('double', 4)
  return [first, yield context.df.callSubOrchestrator('failsOnce', null, `${context.df.instanceId}-child`)]
})
df.app.orchestration('twoStep', function* (context) {
  const one = yield context.df.waitForExternalEvent('one')
  const two = yield context.df.callActivity('double', one)
  return two
})
df.app.orchestration('parallelRetries', function* (context) {
  const retry = new df.RetryOptions(5, 4)
  const key = context.df.instanceId
  const call = name =>
    context.df.callActivityWithRetry('failTimes', retry, { key: `${key}-${name}`, times: 2 })
  const both = yield context.df.Task.all([call('a'), call('b')])
  return [...both, yield context.df.callActivity('double', 1)]
})
df.app.orchestration('cancelledTimerThenRetry', function* (context) {
  const retry = new df.RetryOptions(5, 3)
  const timeout = context.df.createTimer(after(context, 600_000))
  const key = context.df.instanceId
  const work = context.df.callActivityWithRetry('failTimes', retry, { key, times: 1 })
  const winner = yield context.df.Task.any([work, timeout])
  timeout.cancel()
  return [winner === work, yield context.df.callActivity('double', 21)]
})
df.app.orchestration('counts', function* (context) {
  return yield context.df.callActivity('counted', context.df.getInput())
})
df.app.orchestration('naps', function* (context) {
  yield context.df.createTimer(after(context, context.df.getInput()))
  return 'awake'
})
df.app.orchestration('counting', function* (context) {
  const { from, to, seen } = context.df.getInput()
  const next = yield context.df.callActivity('double', from)
  if (from >= to) return { last: next, seen }
  context.df.continueAsNew({ from: from + 1, to, seen: seen + 1 })
  return undefined
})
df.app.orchestration('wide', function* (context) {
  const tasks = Array.from({ length: 8 }, () => context.df.callActivity('busy', 20))
  return Math.max(...(yield context.df.Task.all(tasks)))
})
df.app.orchestration('sameChildTwice', function* (context) {
  const id = `${context.df.instanceId}-child`
  const first = context.df.callSubOrchestrator('twoStep', null, id)
  const second = context.df.callSubOrchestrator('twoStep', null, id)
  try {
    yield context.df.Task.all([first, second])
    return 'both ran'
  } catch (error) {
    return error.message
  }
})
df.app.orchestration('callsNothing', function* (context) {
  return yield context.df.callActivity('notThere', 1)
})
df.app.orchestration('usesEntity', function* (context) {
  return yield context.df.callEntity(new df.EntityId('counter', 'a'), 'get')
})
df.app.orchestration('polls', function* (context) {
  const response = yield context.df.callHttp({ method: 'GET', url: context.df.getInput() })
  return [response.statusCode, response.content]
})
df.app.orchestration('crashProof', function* (context) {
  const { file, width, ticks } = context.df.getInput()
  const log = (line, ms) => context.df.callActivity('logged', { file, line, ms })
  const parts = []
  for (let i = 0; i < width; i++) parts.push(log(`part-${i}`, 15))
  const done = yield context.df.Task.all(parts)
  yield context.df.createTimer(after(context, 200))
  const children = []
  for (let i = 0; i < 4; i++) {
    children.push(context.df.callSubOrchestrator('crashProofChild', { file, name: `child-${i}` }))
  }
  const fromChildren = yield context.df.Task.all(children)
  const heard = []
  for (let i = 0; i < ticks; i++) heard.push(yield context.df.waitForExternalEvent('tick'))
  return { parts: done.length, fromChildren, heard }
})
df.app.orchestration('crashProofChild', function* (context) {
  const { file, name } = context.df.getInput()
  const lines = []
  for (let i = 0; i < 3; i++) {
    lines.push(yield context.df.callActivity('logged', { file, line: `${name}.${i}`, ms: 10 }))
  }
  return lines
})
