import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'stale-outputs-'))
})
afterEach(() => rmSync(project, { recursive: true }))

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
}

const removeStaleOutputs = () =>
  spawnSync(
    process.execPath,
    [join(import.meta.dirname, '..', '..', 'build', 'removeStaleOutputs.mjs'), project],
    { encoding: 'utf8' },
  )

const outputs = () =>
  readdirSync(join(project, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.\w+$/.test(name))
    .sort()

it('deletes outputs without a source, and no others', () => {
  write({
    'assembly/kernel.ts': '',
    'functions/triggers/kept.ts': '',
    'shared/moved/here.ts': '',
    'dist/assembly/kernel.wasm': '',
    'dist/assembly/gone.wasm': '',
    'dist/functions/triggers/kept.js': '',
    'dist/functions/triggers/kept.js.map': '',
    'dist/functions/triggers/gone.js': '',
    'dist/functions/triggers/gone.js.map': '',
    'dist/shared/here.js': '',
    'dist/shared/moved/here.js': '',
    'dist/web/assets/index-1.js': '',
    'dist/web/index.html': '',
  })
  expect(removeStaleOutputs()).toMatchObject({ status: 0, stderr: '' })
  expect(outputs()).toEqual([
    'assembly/kernel.wasm',
    'functions/triggers/kept.js',
    'functions/triggers/kept.js.map',
    'shared/moved/here.js',
    'web/assets/index-1.js',
    'web/index.html',
  ])
  expect(removeStaleOutputs()).toMatchObject({ status: 0, stdout: '' })
})
