import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CONTAINERS, ROW_TABLES } from '../../shared/storage/paths.ts'

const ROOT = join(import.meta.dirname, '../..')
const FILES = readdirSync(join(ROOT, 'bicep'), { recursive: true, encoding: 'utf8' })
  .filter(name => /\.bicep(param)?$/.test(name))
  .toSorted()
const COMPILER = process.env['BICEP'] ?? ''

const source = (name: string): string => readFileSync(join(ROOT, 'bicep', name), 'utf8')

/** The texts in single quotes of `param <name> string[] = [ … ]`. */
function listOf(file: string, parameter: string): string[] {
  const [, list = ''] =
    new RegExp(`param ${parameter} [^=]*= \\[([^\\]]*)\\]`).exec(source(file)) ?? []
  return [...list.matchAll(/'([^']+)'/g)].map(([, text]) => text ?? '')
}

/** Runs the compiler; the environment is what azd would set, and what it needs without a home and ICU. */
function bicep(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(COMPILER, args, {
    cwd: join(ROOT, 'bicep'),
    encoding: 'utf8',
    env: {
      HOME: process.env['HOME'] ?? tmpdir(),
      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1',
      AZURE_ENV_NAME: 'test',
      AZURE_LOCATION: 'westeurope',
    },
  })
  return { status, stdout, stderr }
}

describe('what the files say', () => {
  it('makes the containers that the code names, and one for dead letters', () => {
    expect(listOf('modules/storage.bicep', 'containers').toSorted()).toEqual(
      [...CONTAINERS, 'deadletter'].toSorted(),
    )
  })

  it('makes the tables that the code names', () => {
    expect(listOf('modules/storage.bicep', 'rowTables').toSorted()).toEqual(
      [...ROW_TABLES].toSorted(),
    )
  })

  it('gives every setting that a trigger reads by name, without which the host would not run it', () => {
    const read = readdirSync(join(ROOT, 'functions/triggers')).flatMap(name => [
      ...readFileSync(join(ROOT, 'functions/triggers', name), 'utf8').matchAll(/'%(\w+)%'/g),
    ])
    expect(read.length).toBeGreaterThan(0)
    for (const [, name = ''] of read) {
      expect(source('modules/functionApp.bicep')).toMatch(new RegExp(`^ +${name}: `, 'm'))
    }
  })

  it('says of every parameter in the environment of azd what it means', () => {
    const read = [
      ...source('main.bicepparam').matchAll(/readEnvironmentVariable\('(?!AZURE_)(\w+)'/g),
    ].map(([, name = '']) => name)
    expect(read).toContain('EXAMPLE_DATASETS')
    const readme = readFileSync(join(ROOT, 'bicep/README.md'), 'utf8')
    expect(read.filter(name => !readme.includes(`| \`${name}\` |`))).toEqual([])
  })

  it('subscribes functions that are registered, to containers that exist', () => {
    const triggers = readdirSync(join(ROOT, 'functions/triggers')).map(name =>
      readFileSync(join(ROOT, 'functions/triggers', name), 'utf8'),
    )
    const registered = triggers.flatMap(text =>
      [...text.matchAll(/app\.eventGrid\(\s*'(\w+)'/g)].map(([, name]) => name),
    )
    const watched = [
      ...source('subscriptions.bicep').matchAll(/container: '(\w+)', functionName: '(\w+)'/g),
    ]
    expect(watched.length).toBeGreaterThan(0)
    for (const [, container, functionName] of watched) {
      expect(CONTAINERS).toContain(container)
      expect(registered).toContain(functionName)
    }
  })
})

const module = z.object({
  properties: z.object({ template: z.object({ resources: z.unknown() }) }),
})
const resource = z.looseObject({
  type: z.string(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
type Resource = z.infer<typeof resource>

/** Every resource of a compiled template and of the modules in it. Newer templates keep them by name, older ones in a list. */
function resourcesOf(resources: unknown): Resource[] {
  return Object.values(z.record(z.string(), z.unknown()).parse({ ...Object(resources) })).flatMap(
    entry => {
      const nested = module.safeParse(entry)
      return nested.success
        ? resourcesOf(nested.data.properties.template.resources)
        : [resource.parse(entry)]
    },
  )
}

let compiledResources: Resource[] | undefined

/** The resources of main.bicep, compiled once. */
function compiled(): Resource[] {
  compiledResources ??= resourcesOf(
    z
      .object({ resources: z.unknown() })
      .parse(JSON.parse(bicep('build', 'main.bicep', '--stdout').stdout)).resources,
  )
  return compiledResources
}

function only(type: string): Record<string, unknown> {
  const [found, ...more] = compiled().filter(entry => entry.type === type)
  expect(more).toEqual([])
  return found?.properties ?? {}
}

describe.skipIf(COMPILER === '')('the compiler (skipped unless BICEP names it)', () => {
  it.each(FILES)('compiles and lints %s without a word', name => {
    const build = bicep(name.endsWith('param') ? 'build-params' : 'build', name, '--stdout')
    expect(build).toMatchObject({ status: 0, stderr: '' })
    expect(bicep('lint', name)).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  it.each(FILES)('finds %s in its format', name => {
    expect(bicep('format', name, '--stdout').stdout).toBe(source(name))
  })

  it('makes a storage account without keys, anonymous reads or old TLS', () => {
    expect(only('Microsoft.Storage/storageAccounts')).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: 'TLS1_2',
    })
  })

  it('lets nobody send to the pipeline topic by key, and nobody deploy by password', () => {
    expect(only('Microsoft.EventGrid/topics')).toMatchObject({ disableLocalAuth: true })
    const policies = compiled().filter(entry =>
      entry.type.endsWith('/basicPublishingCredentialsPolicies'),
    )
    expect(policies.map(entry => entry.properties)).toEqual([{ allow: false }, { allow: false }])
  })

  it('gives the app settings that the host or the code knows', () => {
    const known = [
      ...readFileSync(join(ROOT, 'shared/settings.ts'), 'utf8').matchAll(/^ {2}(\w+): z\b/gm),
    ].map(([, name]) => name)
    const host = [
      'AzureWebJobsStorage__queueServiceUri',
      'AzureWebJobsStorage__credential',
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
      'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
      'DRIFT_SCHEDULE',
    ]
    for (const setting of Object.keys(only('Microsoft.Web/sites/config'))) {
      expect([...known, ...host]).toContain(setting)
    }
  })
})
