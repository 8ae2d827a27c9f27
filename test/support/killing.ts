import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { System } from '../../emulator/system.ts'
import { seededRandom } from '../../shared/random.ts'
import { type PipelineRun, STAGES, type Stage } from './runPipeline.ts'

export type Victim = keyof System['processes']

export interface Kill {
  /** Since the start. */
  readonly seconds: number
  readonly stage: Stage
  readonly victims: readonly Victim[]
}

/** Each as often as it stands here: apart and together. */
const TARGETS: readonly (readonly Victim[])[] = [
  ['host'],
  ['host'],
  ['azurite'],
  ['azurite'],
  ['host', 'azurite'],
  ['host', 'azurite'],
  ['eventSource'],
  ['host', 'azurite', 'eventSource'],
]
const POLL_MILLISECONDS = 20

/** What is to happen in a stage: so many kills, each at most so long after the last ones are up again. */
export interface StageKills {
  readonly count: number
  readonly longestPause: number // milliseconds
}

/**
 * `kill -9` of processes of a running system at random moments of each stage. Who and how long after the last ones are
 * up again is the seed's; what they are doing at that moment is chance.
 *
 * @param plan - by stage; one that ends sooner leaves the rest of its kills to the next
 */
export async function killAtRandom(
  system: System,
  run: PipelineRun,
  plan: Readonly<Partial<Record<Stage, StageKills>>>,
  seed: number,
): Promise<readonly Kill[]> {
  const random = seededRandom(seed, 'kills')
  const started = Date.now()
  const kills: Kill[] = []
  for (const stage of STAGES) {
    const { count, longestPause } = plan[stage] ?? { count: 0, longestPause: 0 }
    for (let kill = 0; kill < count; kill += 1) {
      const victims = TARGETS[random.int(TARGETS.length)] ?? []
      const pause = random.uniform() * longestPause

      await until(() => hasReached(run.stage, stage) && isUp(system))
      await wait(pause)
      if (run.stage === 'ended') return kills
      for (const victim of victims) system.processes[victim].kill('SIGKILL')
      kills.push({ seconds: (Date.now() - started) / 1000, stage: run.stage, victims })
      await until(() => victims.every(victim => !isAlive(system.processes[victim])))
    }
  }
  return kills
}

function hasReached(now: Stage, stage: Stage): boolean {
  return STAGES.indexOf(now) >= STAGES.indexOf(stage)
}

function isUp({ processes }: System): boolean {
  return isAlive(processes.azurite) && isAlive(processes.host) && isAlive(processes.eventSource)
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(POLL_MILLISECONDS)
}
