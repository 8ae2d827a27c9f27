import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lockStateFolder } from '../stateLock.ts'

/** Ports of Azurite's services on 127.0.0.1. */
export interface AzuritePorts {
  readonly blob: number
  readonly queue: number
  readonly table: number
}

/** Azurite's own, and where they are taken those of the next tens: no system lends out such ports to whoever connects. */
const FIRST_PORTS = Array.from({ length: 20 }, (_, system) => 10_000 + 10 * system)

/** Azurite's one account, well known and the same everywhere (Microsoft's documentation): it opens nothing but an emulator. */
const ACCOUNT = 'devstoreaccount1'
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export interface ChosenPorts {
  readonly ports: AzuritePorts
  /** Gives them to whoever comes next. */
  readonly release: () => Promise<void>
}

/**
 * The default ports where all three are free and no other system on this machine has them, otherwise the first of the next
 * of which that holds; three others that are free where it holds of none. A system has its ports also while its Azurite is started again: another one's in their place would get its
 * writes, as all have the same account.
 */
export async function chooseAzuritePorts(): Promise<ChosenPorts> {
  for (const first of FIRST_PORTS) {
    const folder = path.join(tmpdir(), `icu-mortality-azurite-${first}`)
    const lock = await lockStateFolder(folder).catch(() => undefined)
    const ports = { blob: first, queue: first + 1, table: first + 2 }
    if (lock !== undefined && (await freePorts(Object.values(ports))) !== undefined) {
      return { ports, release: async () => await lock.release() }
    }
    await lock?.release()
  }
  const [blob, queue, table] = (await freePorts([0, 0, 0])) ?? []
  if (blob === undefined || queue === undefined || table === undefined) {
    throw new Error('There are no three free ports on 127.0.0.1 for Azurite.')
  }
  return { ports: { blob, queue, table }, release: async () => {} }
}

export function storageConnectionString({ blob, queue, table }: AzuritePorts): string {
  const endpoint = (service: string, port: number): string =>
    `${service}Endpoint=http://127.0.0.1:${port}/${ACCOUNT};`
  return (
    `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
    endpoint('Blob', blob) +
    endpoint('Queue', queue) +
    endpoint('Table', table)
  )
}

/** Opens all ports at once (0: any) and closes them again; undefined where one is taken. */
async function freePorts(wanted: readonly number[]): Promise<number[] | undefined> {
  const servers = wanted.map(() => createServer())
  try {
    return await Promise.all(
      servers.map(
        (server, index) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject)
            server.listen(wanted[index], '127.0.0.1', () => {
              const address = server.address()
              resolve(typeof address === 'object' && address !== null ? address.port : 0)
            })
          }),
      ),
    )
  } catch {
    return undefined
  } finally {
    await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  }
}
