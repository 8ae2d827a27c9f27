export const WEBHOOK_PATH = '/runtime/webhooks/durabletask'
const CONNECTION = 'Storage'

export interface HubAddress {
  readonly hubName: string
  readonly systemKey: string
}

/** Query parameters that every link carries. */
const querySuffix = ({ hubName, systemKey }: HubAddress): string =>
  `taskHub=${encodeURIComponent(hubName)}&connection=${CONNECTION}&code=${systemKey}`

/** The links to one instance, keys in the host's order; `rewindPostUri` only in the client binding. */
function instanceLinks(origin: string, id: string, pathId: string, hub: HubAddress) {
  const base = `${origin}${WEBHOOK_PATH}/instances/${pathId}`
  const query = querySuffix(hub)
  return {
    id,
    statusQueryGetUri: `${base}?${query}`,
    sendEventPostUri: `${base}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${base}/terminate?reason={text}&${query}`,
    rewindPostUri: `${base}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${base}?${query}`,
    restartPostUri: `${base}/restart?${query}`,
    suspendPostUri: `${base}/suspend?reason={text}&${query}`,
    resumePostUri: `${base}/resume?reason={text}&${query}`,
  }
}

/** The body of the 202 that answers a start. */
export function checkStatusLinks(origin: string, instanceId: string, hub: HubAddress) {
  const { rewindPostUri: _, ...links } = instanceLinks(
    origin,
    instanceId,
    encodeURIComponent(instanceId).replaceAll('%20', '+'),
    hub,
  )
  return links
}

/** What a `durableClient` input binding holds; the library puts an instance's id in place of `INSTANCEID`. */
export function clientBindingData(baseUrl: string, rpcBaseUrl: string, hub: HubAddress) {
  const origin = new URL(baseUrl).origin
  const start = `${origin}${WEBHOOK_PATH}/orchestrators/{functionName}[/{instanceId}]`
  const code = `code=${hub.systemKey}`
  return {
    taskHubName: hub.hubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${start}?${code}`,
      createAndWaitOnNewInstancePostUri: `${start}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${code}`,
    },
    managementUrls: instanceLinks(origin, 'INSTANCEID', 'INSTANCEID', hub),
    baseUrl: `${origin}${WEBHOOK_PATH}`,
    requiredQueryStringParameters: code,
    rpcBaseUrl,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  }
}
