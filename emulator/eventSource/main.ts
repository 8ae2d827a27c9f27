/**
 * The event source as a process of its own, for the emulator's host and for Core Tools' `func` alike:
 * `node dist/emulator/eventSource/main.js --state DIR [--host http://127.0.0.1:7071] [--containers bronze,scoring]
 *  [--function NAME]… [--subscribe NAME=CONTAINER[,CONTAINER]]… [--dead-letter deadletter] [--attempts 30]
 *  [--hours 24] [--first-delay MS] [--longest-delay MS] [--interval MS]`
 *
 * The storage account is AzureWebJobsStorage's; the host's key, where it asks for one, is EVENT_SOURCE_HOST_KEY.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BlobServiceClient } from '@azure/storage-blob'
import { endWhenAsked, tellParent } from '../childProcess.ts'
import { startEventSource } from './eventSource.ts'

const { values: flags } = parseArgs({
  options: {
    state: { type: 'string', default: '.state' },
    host: { type: 'string', default: 'http://127.0.0.1:7071' },
    containers: { type: 'string', default: 'bronze,scoring' },
    function: { type: 'string', multiple: true },
    subscribe: { type: 'string', multiple: true, default: [] },
    'dead-letter': { type: 'string', default: 'deadletter' },
    attempts: { type: 'string', default: '30' },
    hours: { type: 'string', default: '24' },
    'first-delay': { type: 'string', default: '1000' },
    'longest-delay': { type: 'string', default: '300000' },
    interval: { type: 'string', default: '500' },
  },
})

const endBy = endWhenAsked()
try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

async function run(): Promise<void> {
  const source = await startEventSource({
    storage: BlobServiceClient.fromConnectionString(
      process.env['AzureWebJobsStorage'] ?? 'UseDevelopmentStorage=true',
      // the loop tries again by itself, and sooner
      { retryOptions: { maxTries: 1 } },
    ),
    containers: flags.containers.split(',').filter(name => name !== ''),
    hostUrl: flags.host.replace(/\/+$/, ''),
    hostKey: process.env['EVENT_SOURCE_HOST_KEY'],
    functions: flags.function,
    subscriptions: Object.fromEntries(flags.subscribe.map(parseSubscription)),
    stateFile: path.join(path.resolve(flags.state), 'eventSource.json'),
    deadLetterContainer: flags['dead-letter'],
    retry: {
      maximumAttempts: numberOf('attempts'),
      timeToLive: numberOf('hours') * 3_600_000,
      firstDelay: numberOf('first-delay'),
      longestDelay: numberOf('longest-delay'),
    },
    interval: numberOf('interval'),
    log: line => console.log(line),
  })

  endBy(async () => await source.stop())
  tellParent('ready')
}

function parseSubscription(text: string): [string, string[]] {
  const [name = '', containers] = text.split('=')
  if (name === '' || containers === undefined) {
    throw new Error(`--subscribe expects NAME=CONTAINER[,CONTAINER], but got "${text}".`)
  }
  return [name, containers.split(',').filter(container => container !== '')]
}

function numberOf(
  flag: 'attempts' | 'hours' | 'first-delay' | 'longest-delay' | 'interval',
): number {
  const value = Number(flags[flag])
  if (!(value > 0)) throw new Error(`--${flag} must be a number above 0, but got "${flags[flag]}".`)
  return value
}
