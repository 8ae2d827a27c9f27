import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Linux lends ports from 32768 on to whoever connects or asks for any; from 20000 on nobody has any by custom. Each run of
 * the tests has some of these, and of them each of its processes: nobody takes one between looking and listening, or while
 * what listens there is killed and started again.
 */
const FIRST_PORT = 20_000
const RUNS = 30
const PORTS_OF_A_RUN = 400
const PORTS_OF_A_PROCESS = 25
const ownPorts =
  FIRST_PORT +
  (process.ppid % RUNS) * PORTS_OF_A_RUN +
  ((Number(process.env['VITEST_POOL_ID'] ?? 0) * PORTS_OF_A_PROCESS) % PORTS_OF_A_RUN)
let tried = 0

/** Ports of 127.0.0.1 that are free, and stay so for this test file. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries === PORTS_OF_A_PROCESS) {
      throw new Error(`${count} ports from ${ownPorts} on are not free: what runs there?`)
    }
    const port = ownPorts + (tried++ % PORTS_OF_A_PROCESS)
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await once(server.close(), 'close')
  return true
}
