import { publishEvent } from '../../shared/contracts/activities.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { publishToTopic } from '../../shared/storage/eventTopic.ts'

/** Tells whoever listens: to our Event Grid topic where there is one, and to the log. */
implement(publishEvent, async (event, context) => {
  const published = await publishToTopic(readSettings(process.env), event)
  context.log(`${event.type} ${event.subject}${published ? '' : ' (no topic is configured)'}`)
  return { published }
})
