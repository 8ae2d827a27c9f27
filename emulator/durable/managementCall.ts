import type { HostRequest } from '../http.ts'
import type { DurableEngine } from './engine.ts'
import type { Query } from './managementAnswers.ts'
import type { HubAddress } from './managementLinks.ts'

/** One request to the management API and what it is about. */
export interface ManagementCall {
  readonly engine: DurableEngine
  readonly hub: HubAddress
  readonly request: HostRequest
  readonly query: Query
}

export const textOf = ({ body }: HostRequest): string => new TextDecoder().decode(body)
