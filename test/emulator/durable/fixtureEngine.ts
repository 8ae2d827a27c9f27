import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DurableEngine } from '../../../emulator/durable/engine.ts'
import type { HistoryEvent } from '../../../emulator/durable/historyEvents.ts'
import { startNew } from '../../../emulator/durable/instanceOperations.ts'
import { hasEnded } from '../../../emulator/durable/startInstance.ts'
import { parsed } from '../../../emulator/durable/statusPayload.ts'
import type { InstanceRecord } from '../../../emulator/durable/store.ts'
import type { FunctionApp } from '../../../emulator/worker/functionApp.ts'

export interface FixtureEngine {
  readonly engine: DurableEngine
  readonly logged: string[]
  /** Starts and returns the id. */
  start(name: string, input?: unknown, id?: string): Promise<string>
  until(id: string, reached: (record: InstanceRecord) => boolean): Promise<InstanceRecord>
  /** What it returned, or its failure. */
  outcome(id: string): Promise<unknown>
  history(id: string): HistoryEvent[]
  remove(): Promise<void>
}

/** An engine on a state folder of its own, running `app`. */
export function fixtureEngine(app: FunctionApp, activities = 10): FixtureEngine {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'durable-engine-'))
  const logged: string[] = []
  const engine = new DurableEngine({
    app,
    stateFolder,
    limits: { maxConcurrentActivityFunctions: activities, maxConcurrentOrchestratorFunctions: 10 },
    log: (_, message) => logged.push(message),
  })
  engine.start()
  const until: FixtureEngine['until'] = async (id, reached) => {
    for (;;) {
      const record = engine.store.instance(id)
      if (record !== undefined && reached(record)) return record
      await new Promise(resolve => {
        setTimeout(resolve, 5)
      })
    }
  }
  return {
    engine,
    logged,
    async start(name, input, id) {
      const text = input === undefined ? null : JSON.stringify(input)
      const started = await startNew(engine, name, id, text)
      if (started.kind === 'conflict') throw new Error(`${id} is ${started.status}.`)
      return started.instanceId
    },
    until,
    outcome: async id => parsed((await until(id, r => hasEnded(r.runtimeStatus))).output),
    history: id => engine.store.history(id),
    async remove() {
      await engine.stop()
      rmSync(stateFolder, { recursive: true, force: true })
    },
  }
}
