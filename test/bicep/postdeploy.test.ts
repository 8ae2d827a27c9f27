import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const HOOK = join(import.meta.dirname, '../../bicep/hooks/postdeploy.sh')

const ENVIRONMENT = {
  AZURE_RESOURCE_GROUP: 'rg-test',
  AZURE_FUNCTION_APP_NAME: 'func-test',
  AZURE_STORAGE_ACCOUNT_NAME: 'sttest',
  AZURE_STORAGE_SYSTEM_TOPIC_NAME: 'evgst-test',
}

let folder: string

/** Stands in for a command of the machine: notes its arguments, then does what `then` says. */
function stub(command: string, then = ''): void {
  const path = join(folder, command)
  writeFileSync(path, `#!/bin/sh\necho "${command} $*" >> "${folder}/calls"\n${then}\n`)
  chmodSync(path, 0o755)
}

function runHook(environment: Readonly<Record<string, string>>): {
  status: number | null
  output: string
} {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [HOOK], {
    encoding: 'utf8',
    env: { ...environment, PATH: `${folder}:/usr/bin:/bin` },
  })
  return { status, output: stdout + stderr }
}

const calls = (command: string): string[] =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith(`${command} `))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postdeploy-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe.skipIf(process.platform === 'win32')('the postdeploy hook (skipped on Windows)', () => {
  it('deploys the subscriptions into the resource group that azd made', () => {
    stub('az')
    expect(runHook(ENVIRONMENT)).toMatchObject({ status: 0 })
    const [call, ...more] = calls('az')
    expect(more).toEqual([])
    expect(call).toContain('deployment group create')
    expect(call).toContain('--resource-group rg-test')
    expect(call).toContain('subscriptions.bicep')
    expect(call).toContain('functionAppName=func-test')
    expect(call).toContain('storageAccountName=sttest')
    expect(call).toContain('storageTopicName=evgst-test')
    expect(call).not.toContain('--subscription')
  })

  it('waits for a function that the platform does not know yet', () => {
    stub('az', `test "$(grep -c '^az ' "${folder}/calls")" -ge 3`)
    stub('sleep')
    expect(runHook(ENVIRONMENT)).toMatchObject({ status: 0 })
    expect(calls('az')).toHaveLength(3)
    expect(calls('sleep')).toEqual(['sleep 20', 'sleep 20'])
  })

  it('gives up after six tries and says what that means', () => {
    stub('az', 'false')
    stub('sleep')
    const { status, output } = runHook(ENVIRONMENT)
    expect(status).toBe(1)
    expect(output).toContain('azd hooks run postdeploy')
    expect(calls('az')).toHaveLength(6)
  })

  it('names the variable that is missing', () => {
    stub('az')
    const { AZURE_RESOURCE_GROUP: _, ...rest } = ENVIRONMENT
    const { status, output } = runHook(rest)
    expect(status).not.toBe(0)
    expect(output).toContain('AZURE_RESOURCE_GROUP')
  })
})
