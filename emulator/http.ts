/** An HTTP exchange as the parts of the emulator hand it to each other. */
export interface HostRequest {
  readonly method: string
  /** Absolute, as the client asked for it. */
  readonly url: URL
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface HostResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}
