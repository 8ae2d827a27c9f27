import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { BlobServiceClient } from '@azure/storage-blob'
import { describe, expect, it, onTestFinished } from 'vitest'
import { chooseAzuritePorts } from '../../emulator/azurite/ports.ts'
import { startSystem } from '../../emulator/system.ts'
import { CONTAINERS } from '../../shared/storage/paths.ts'
import { freePorts } from '../support/freePorts.ts'
import { DIST, eventually, isAlive, killed, temporaryFolder } from './childProcess.ts'

const APP = path.join(import.meta.dirname, 'host', 'fixtureApp')

describe('the system', () => {
  it('goes on when its processes are killed one by one, and ends with none left', async () => {
    const stateFolder = await temporaryFolder()
    const record = path.join(stateFolder, 'record')
    process.env['FIXTURE_RECORD'] = record
    const [port = 0] = await freePorts(1)
    const lines: string[] = []
    const notices: string[] = []
    // whoever asks next gets other ports than these
    const taken = await chooseAzuritePorts()
    onTestFinished(async () => await taken.release())
    const system = await startSystem({
      projectFolder: APP,
      stateFolder,
      port,
      auth: true,
      log: line => lines.push(line),
      notice: line => notices.push(line),
    })
    onTestFinished(async () => await system.stop())
    const hasDefaultPorts = system.storageConnectionString.includes('127.0.0.1:10000/')
    const told = notices.filter(line => line.startsWith("Azurite's default ports are taken; "))
    expect(told).toHaveLength(hasDefaultPorts ? 0 : 1)
    const blobs = BlobServiceClient.fromConnectionString(system.storageConnectionString)
    const bronze = blobs.getContainerClient('bronze')
    const put = async (name: string) => {
      await bronze.getBlockBlobClient(name).upload(name, name.length)
    }
    const delivered = async (name: string) =>
      await eventually(async () => {
        const text = await readFile(record, 'utf8').catch(() => '')
        return text.includes(`/containers/bronze/blobs/${name}"`) ? true : undefined
      })

    const names: string[] = []
    for await (const { name } of blobs.listContainers()) names.push(name)
    expect(names).toEqual(expect.arrayContaining([...CONTAINERS]))
    await put('at-first')
    await delivered('at-first')

    // a second one on the same folder would overwrite the first one's files
    const second = { projectFolder: APP, stateFolder, port, auth: true, log: () => {} }
    await expect(startSystem(second)).rejects.toThrow(`in use by process ${process.pid}`)

    const { azurite, host } = system.processes
    host.kill('SIGKILL')
    await put('while-the-host-is-down')
    await delivered('while-the-host-is-down')
    expect(system.processes.host.pid).not.toBe(host.pid)
    expect(system.processes.azurite.pid).toBe(azurite.pid)

    azurite.kill('SIGKILL')
    await put('when-storage-is-back')
    await delivered('when-storage-is-back')
    expect((await bronze.getBlobClient('at-first').downloadToBuffer()).toString()).toBe('at-first')
    expect(lines.join('\n')).toContain('host ended unexpectedly (SIGKILL)')

    const pids = Object.values(system.processes).map(({ pid }) => pid)
    await system.stop()
    expect(pids.filter(isAlive)).toEqual([])
  })

  it('shares nothing with another one on the same machine', async () => {
    const ports = await freePorts(2)
    const systems = await Promise.all(
      ports.map(async port => {
        const stateFolder = await temporaryFolder()
        const system = await startSystem({
          projectFolder: APP,
          stateFolder,
          port,
          auth: false,
          log: () => {},
        })
        onTestFinished(async () => await system.stop())
        return system
      }),
    )
    for (const [index, { storageConnectionString, baseUrl }] of systems.entries()) {
      const blobs = BlobServiceClient.fromConnectionString(storageConnectionString)
      await blobs.getContainerClient('bronze').getBlockBlobClient(`of-${index}`).upload('x', 1)
      const start = `orchestrators/linked/of-${index}?timeout=30&pollingInterval=1`
      const answer = await fetch(`${baseUrl}/runtime/webhooks/durabletask/${start}`, {
        method: 'POST',
      })
      expect(await answer.json()).toMatchObject({
        statusQueryGetUri: expect.stringContaining(`${baseUrl}/`),
      })
    }
    for (const [index, { storageConnectionString, baseUrl }] of systems.entries()) {
      const names: string[] = []
      const blobs = BlobServiceClient.fromConnectionString(storageConnectionString)
      for await (const { name } of blobs.getContainerClient('bronze').listBlobsFlat()) {
        names.push(name)
      }
      expect(names).toEqual([`of-${index}`])
      const instances = await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances`)
      expect(await instances.json()).toMatchObject([{ instanceId: `of-${index}` }])
    }
  })

  it('takes everything along when it is killed itself', async () => {
    const stateFolder = await temporaryFolder()
    const [port = 0] = await freePorts(1)
    const options = { projectFolder: APP, stateFolder, port, auth: false }
    const source = `
      import { startSystem } from ${JSON.stringify(pathToFileURL(path.join(DIST, 'system.js')).href)}
      const system = await startSystem({ ...${JSON.stringify(options)}, log: () => {} })
      process.send(Object.values(system.processes).map(({ pid }) => pid))
    `
    const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    onTestFinished(async () => await killed(parent))
    const pids = await new Promise<number[]>((resolve, reject) => {
      parent.once('message', message => resolve(message as number[]))
      parent.once('exit', () => reject(new Error('the system did not start')))
    })
    expect(pids.filter(isAlive)).toHaveLength(3)
    await killed(parent)
    await eventually(() => (pids.some(isAlive) ? undefined : true))
  })

  it('says why it does not start, and leaves nothing behind', async () => {
    const [port = 0] = await freePorts(1)
    const lines: string[] = []
    const options = { stateFolder: await temporaryFolder(), port, auth: false }
    const start = startSystem({
      ...options,
      projectFolder: path.dirname(APP),
      log: line => lines.push(line),
    })
    // in the error itself too: the demo's log is a file
    await expect(start).rejects.toThrow(/^host ended before it was ready [^]*package\.json/)
    expect(lines.join('\n')).toContain('package.json')
  })
})
