import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readSettings } from '../shared/settings.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** All TypeScript files below a folder, as texts. */
const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => read(join(folder, name)))

const namesIn = (texts: readonly string[], pattern: RegExp): string[] =>
  texts.flatMap(text => [...text.matchAll(pattern)].map(([, name]) => name ?? ''))

describe('packages', () => {
  const manifest = z
    .object({
      main: z.string(),
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(read('package.json')))

  it('are named by exact versions', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect(loose).toEqual([])
  })

  it('are locked by content, not by the address of one registry', () => {
    const lock = read('package-lock.json')
    expect(lock).toContain('"integrity"')
    expect(lock).not.toContain('"resolved"')
  })

  it('hand the host every compiled function', () => {
    expect(manifest.main).toBe('dist/functions/**/*.js')
  })
})

describe('what is named is documented', () => {
  const settings = [
    ...namesIn([read('shared/settings.ts')], /^ {2}(\w+): z\b/gm),
    // what the host reads for a trigger
    ...namesIn(sources('functions/triggers'), /'%(\w+)%'/g),
  ]
  const functions = [
    ...namesIn(sources('functions'), /\bapp\.\w+\(\s*'(\w+)'/g),
    ...namesIn([read('shared/contracts/activities.ts')], /\bactivity\('(\w+)'/g),
    ...namesIn([read('shared/contracts/orchestrations.ts')], /\bname: '(\w+)'/g),
  ]

  it('local.settings.example.json names every setting that the code reads', () => {
    const example = z
      .object({ Values: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('local.settings.example.json')))
    expect(settings).toEqual(expect.arrayContaining(['SETTLE_SECONDS', 'DRIFT_SCHEDULE']))
    expect(settings.filter(name => !(name in example.Values))).toEqual([])
  })

  it('local.settings.example.json and README.md give the defaults that the code has', () => {
    const example = z
      .object({ Values: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('local.settings.example.json')))
    const { AzureWebJobsStorage, ...given } = readSettings(example.Values)
    expect(AzureWebJobsStorage).toBe('UseDevelopmentStorage=true')
    expect(given).toEqual(readSettings({}))

    const rows = Object.entries(readSettings({})).flatMap(([name, value]) =>
      typeof value === 'number' ? [`| \`${name}\` | ${value} |`] : [],
    )
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.filter(row => !read('README.md').includes(row))).toEqual([])
  })

  it('README.md names every setting and every function', () => {
    const words = new Set(read('README.md').match(/\w+/g))
    expect(functions.length).toBeGreaterThan(10)
    expect([...settings, ...functions].filter(name => !words.has(name))).toEqual([])
  })

  it('README.md says what is in every folder of shared', () => {
    const folders = readdirSync(join(ROOT, 'shared'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => `\`shared/${name}/\``)
    const readme = read('README.md')
    expect(folders.length).toBeGreaterThan(10)
    expect(folders.filter(folder => !readme.includes(folder))).toEqual([])
  })

  it('only settings.ts spells a setting: nobody else reads one from the environment', () => {
    const readers = [...sources('functions'), ...sources('shared')].flatMap(text =>
      namesIn([text], /process\.env(?:\.|\[['"])(\w+)/g),
    )
    expect(readers).toEqual([])
  })
})

/** Shapes of what must never be committed. Azurite's account key is public and the same everywhere. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'storage account key':
    /AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[\w+/]{80,}/,
  'shared access signature': /[?&]sig=[\w%]{30,}/,
  'private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\n[\w+/]/,
  'GitHub token': /\bgh[pousr]_\w{36}/,
  'AWS key': /\bAKIA[A-Z0-9]{16}\b/,
  'registry token': /_authToken=\S{20,}/,
}

describe.skipIf(!existsSync(join(ROOT, '.git')))(
  'the repository (skipped outside a checkout)',
  () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter(name => name !== '' && existsSync(join(ROOT, name)))

    it('holds no secret', () => {
      const found = files.flatMap(name => {
        const text = read(name)
        return Object.entries(SECRETS)
          .filter(([, pattern]) => pattern.test(text))
          .map(([kind]) => `${name}: ${kind}`)
      })
      expect(found).toEqual([])
    })

    it('holds no local settings and no build output', () => {
      expect(
        files.filter(name =>
          /(^|\/)(local\.settings\.json|dist|node_modules|coverage)(\/|$)/.test(name),
        ),
      ).toEqual([])
    })
  },
)
