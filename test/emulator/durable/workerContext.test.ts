import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatUtc } from '../../../emulator/durable/createHistoryEvents.ts'
import { clientBindingData } from '../../../emulator/durable/managementLinks.ts'
import { activityInputs, resultText } from '../../../emulator/durable/workerContext.ts'
import { captureNames, readInvocation } from './captures.ts'
import { goldenFolder } from './sampleHost.ts'

const captured = captureNames('grpc').filter(name => name.includes('.activityTrigger.'))

describe('an activity is sent what the host sent', () => {
  it.each(captured)('%s', name => {
    const { inputData, triggerMetadata } = readInvocation(name.replace('invocation.', ''))
    const trigger = {
      name: inputData[0]?.name ?? '',
      type: 'activityTrigger',
      direction: 'in' as const,
    }
    const json = triggerMetadata['data']?.['json']
    const input: unknown = typeof json === 'string' ? JSON.parse(json) : undefined
    const instanceId = String(triggerMetadata['instanceId']?.['string'])

    const sent = activityInputs(trigger, instanceId, input)
    expect(sent.inputs[trigger.name]).toEqual(withoutKind(inputData[0]?.data ?? {}))
    expect(sent.triggerMetadata).toEqual(
      Object.fromEntries(
        Object.entries(triggerMetadata).map(([key, value]) => [key, withoutKind(value)]),
      ),
    )
  })

  it('true as the text True', () => {
    const trigger = { name: 't', type: 'activityTrigger', direction: 'in' as const }
    expect(activityInputs(trigger, 'i', true).inputs).toEqual({ t: { string: 'True' } })
  })
})

/** A captured value names its kind a second time. */
function withoutKind(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { data: _, ...rest } = value
  return rest
}

it('keeps what a function returned as JSON text', () => {
  expect(resultText(undefined)).toBeNull()
  expect(resultText({ string: 'a"b' })).toBe('"a\\"b"')
  expect(resultText({ json: '{"a":1}' })).toBe('{"a":1}')
  expect(resultText({ double: 1.5 })).toBe('1.5')
  // the worker's message holds 64 bits: what the host answered to 12345678901234567890
  expect(resultText({ int: 12345678901234567000 })).toBe('-6101065172474984448')
})

it('binds a durable client as the host did', () => {
  const text = readFileSync(
    path.join(goldenFolder, 'worker/durableClient.bindingData.json'),
    'utf8',
  )
  const bound = clientBindingData('http://localhost:7071', 'http://127.0.0.1:17071/durabletask/', {
    hubName: 'TestHubName',
    systemKey: 'TESTKEY',
  })
  expect(JSON.stringify(bound)).toBe(JSON.stringify(JSON.parse(text)))
})

it('writes times as .NET does', () => {
  expect(formatUtc(Date.UTC(2026, 10, 24, 22, 3, 56, 260))).toBe('2026-11-24T22:03:56.26Z')
  expect(formatUtc(Date.UTC(2026, 10, 24, 22, 3, 50))).toBe('2026-11-24T22:03:50Z')
})
