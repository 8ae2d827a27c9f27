import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blobCreatedEvent,
  type ListedBlob,
} from '../../../emulator/eventSource/blobCreatedEvent.ts'
import { detectBlobs } from '../../../emulator/eventSource/detectBlobs.ts'
import {
  afterFailure,
  assignDeliveries,
  planBatches,
} from '../../../emulator/eventSource/planDelivery.ts'
import type { Delivery, SourceState } from '../../../emulator/eventSource/sourceState.ts'

const URL = 'http://127.0.0.1:10000/devstoreaccount1'
const ACCOUNT = 'devstoreaccount1'

describe('what a listing shows', () => {
  it('is new where the blob or its ETag is, oldest first; what is gone is forgotten', () => {
    const listing = [
      listed('b.csv', '0x2', 20),
      listed('a.csv', '0x1', 10),
      listed('c.csv', '0x9', 5),
    ]
    const seen = {
      'bronze/c.csv': '0x9',
      'bronze/a.csv': '0x0',
      'bronze/old.csv': '0x3',
      'scoring/x': '0x4',
    }
    const { created, gone } = detectBlobs(seen, 'bronze', listing, URL, ACCOUNT)
    expect(created.map(({ event }) => event.data.eTag)).toEqual(['0x1', '0x2'])
    expect(gone).toEqual(['bronze/old.csv'])
  })

  it('is told in Event Grid’s schema, with one id per version', () => {
    const blob = listed('demo/a b.csv', '0x8D4BCC2E4835CD0', 7)
    const event = blobCreatedEvent(blob, URL, ACCOUNT)
    expect(event).toMatchObject({
      subject: '/blobServices/default/containers/bronze/blobs/demo/a b.csv',
      eventType: 'Microsoft.Storage.BlobCreated',
      eventTime: blob.modified,
      data: {
        eTag: '0x8D4BCC2E4835CD0',
        contentLength: 7,
        contentType: 'text/csv',
        blobType: 'BlockBlob',
        url: `${URL}/bronze/demo/a%20b.csv`,
      },
      dataVersion: '',
      metadataVersion: '1',
    })
    expect(blobCreatedEvent(blob, URL, ACCOUNT).id).toBe(event.id)
    const next = blobCreatedEvent({ ...blob, etag: '0x8D4BCC2E4835CD1' }, URL, ACCOUNT)
    expect(next.id).not.toBe(event.id)
    expect(next.data.sequencer > event.data.sequencer).toBe(true)
  })
})

describe('deliveries', () => {
  it('go to the functions subscribed to the container, and to those that name none', () => {
    const state = pendingState(2)
    assignDeliveries(state, ['onBronze', 'onScoring', 'onAll'], {
      onBronze: ['bronze'],
      onScoring: ['scoring'],
    })
    expect(state.pending.map(({ deliveries }) => Object.keys(deliveries ?? {}))).toEqual([
      ['onBronze', 'onAll'],
      ['onBronze', 'onAll'],
    ])
  })

  it('travel in batches at first, alone after a failure, and not before they are due', () => {
    const state = pendingState(40)
    assignDeliveries(state, ['f'], {})
    const failedAt = (index: number, due: number) => {
      const one = state.pending[index]?.deliveries
      if (one !== undefined) one['f'] = { attempts: 1, due }
    }
    failedAt(3, 0)
    failedAt(4, 5000)
    const sizes = planBatches(state, 1000).map(({ events }) => events.length)
    expect(sizes).toEqual([16, 16, 6, 1])
  })

  it('wait longer after each failure, up to the longest delay, and end at the limit', () => {
    const policy = { maximumAttempts: 6, timeToLive: 1e9, firstDelay: 1000, longestDelay: 5000 }
    let delivery: Delivery = { attempts: 0, due: 0 }
    const delays: number[] = []
    const reasons: (string | undefined)[] = []
    for (let i = 0; i < 6; i++) {
      const failed = afterFailure(delivery, 'HTTP 500', 100_000, policy)
      delivery = failed.delivery
      delays.push(delivery.due - 100_000)
      reasons.push(failed.deadLetterReason)
    }
    expect(delays).toEqual([1000, 2000, 4000, 5000, 5000, 5000])
    expect(reasons.slice(0, 5).every(reason => reason === undefined)).toBe(true)
    expect(reasons[5]).toBe('MaxDeliveryAttemptsExceeded')
  })

  it('end when their time to live is over', () => {
    const policy = { maximumAttempts: 30, timeToLive: 60_000, firstDelay: 1000, longestDelay: 5000 }
    const delivery = { attempts: 3, due: 0, firstAttempt: 1000 }
    expect(afterFailure(delivery, 'HTTP 500', 58_000, policy).deadLetterReason).toBe(
      'TimeToLiveExceeded',
    )
  })

  it('lose no event and send none twice at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ attempts: fc.nat(3), due: fc.nat(2000) }), { maxLength: 60 }),
        fc.nat(2000),
        (deliveries, now) => {
          const state = pendingState(deliveries.length)
          for (const [index, pending] of state.pending.entries()) {
            pending.deliveries = { f: deliveries[index] ?? { attempts: 0, due: 0 } }
          }
          const sent = planBatches(state, now).flatMap(({ events }) => events)
          const due = state.pending.filter(pending => (pending.deliveries?.['f']?.due ?? 0) <= now)
          expect(new Set(sent)).toEqual(new Set(due))
          expect(sent).toHaveLength(due.length)
        },
      ),
    )
  })
})

function listed(name: string, etag: string, second: number): ListedBlob {
  const modified = new Date(Date.UTC(2026, 10, 24, 0, 0, second)).toISOString()
  return {
    container: 'bronze',
    name,
    etag,
    modified,
    bytes: 7,
    contentType: 'text/csv',
    blobType: 'BlockBlob',
  }
}

function pendingState(count: number): SourceState {
  const pending = Array.from({ length: count }, (_, index) => ({
    container: 'bronze',
    event: blobCreatedEvent(listed(`${index}.csv`, `0x${index}`, index % 60), URL, ACCOUNT),
  }))
  return { seen: {}, pending }
}
