import { createServer } from 'node:net'

/** Ports of Azurite's services on 127.0.0.1. */
export interface AzuritePorts {
  readonly blob: number
  readonly queue: number
  readonly table: number
}

const DEFAULT_PORTS: AzuritePorts = { blob: 10_000, queue: 10_001, table: 10_002 }

/** Azurite's one account, well known and the same everywhere (Microsoft's documentation): it opens nothing but an emulator. */
const ACCOUNT = 'devstoreaccount1'
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** The default ports where all three are free, otherwise three others that are. */
export async function chooseAzuritePorts(): Promise<AzuritePorts> {
  const wanted = [DEFAULT_PORTS.blob, DEFAULT_PORTS.queue, DEFAULT_PORTS.table]
  if ((await freePorts(wanted)) !== undefined) return DEFAULT_PORTS
  const [blob, queue, table] = (await freePorts([0, 0, 0])) ?? []
  if (blob === undefined || queue === undefined || table === undefined) {
    throw new Error('There are no three free ports on 127.0.0.1 for Azurite.')
  }
  return { blob, queue, table }
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
