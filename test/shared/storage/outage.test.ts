import { createServer } from 'node:net'
import { BlobServiceClient, StorageRetryPolicyType } from '@azure/storage-blob'
import { expect, it } from 'vitest'
import { isOutage } from '../../../shared/storage/outage.ts'

/** What the real client throws where nobody listens. */
async function unreachable(): Promise<unknown> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await new Promise(resolve => server.close(resolve))

  const service = new BlobServiceClient(`http://127.0.0.1:${port}/account`, undefined, {
    retryOptions: { retryPolicyType: StorageRetryPolicyType.FIXED, maxTries: 1 },
  })
  return await service
    .getContainerClient('c')
    .getProperties()
    .catch((error: unknown) => error)
}

const answered = (statusCode: number): Error =>
  Object.assign(new Error('from the service'), { name: 'RestError', statusCode })

it('tells storage that does not answer from anything else that goes wrong', async () => {
  const refused = await unreachable()
  expect(refused).toBeInstanceOf(Error)
  expect(isOutage(refused)).toBe(true)

  expect(isOutage(answered(503))).toBe(true)
  expect(isOutage(answered(404))).toBe(false)
  expect(isOutage(answered(403))).toBe(false)
  expect(isOutage(new TypeError('a bug of ours'))).toBe(false)
})
