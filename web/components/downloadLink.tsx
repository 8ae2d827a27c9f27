import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A link to a text that the page itself has made, kept as a file. */
export function DownloadLink(props: {
  readonly name: string
  readonly type: string
  readonly text: string
  readonly children: ComponentChildren
}) {
  const { name, type, text, children } = props
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [text, type])
  return (
    <a {...(address !== undefined && { href: address })} download={name}>
      {children}
    </a>
  )
}
