import { EventGridPublisherClient } from '@azure/eventgrid'
import type { Settings } from '../settings.ts'
import { identity } from './connect.ts'

/** One of our own events, in Event Grid's schema; the id makes telling it twice telling it once. */
export interface PipelineEvent {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Publishes to the topic that the settings name. Answers false where they name none, as on one machine. */
export async function publishToTopic(settings: Settings, event: PipelineEvent): Promise<boolean> {
  const { EVENTS_TOPIC_ENDPOINT: endpoint } = settings
  if (endpoint === undefined) return false
  const client = new EventGridPublisherClient(endpoint, 'EventGrid', await identity(settings))
  const { id, type, subject, data } = event
  await client.send([
    {
      id,
      eventType: `IcuMortality.${type}`,
      subject,
      data,
      dataVersion: '1',
      eventTime: new Date(),
    },
  ])
  return true
}
