import { Component, type ComponentChildren } from 'preact'
import { shownError } from '../api/problem.ts'
import { Problem } from '../components/problem.tsx'

/** A view that fails leaves the rest of the page standing. */
export class ErrorBoundary extends Component<
  { readonly children: ComponentChildren },
  { readonly failure?: unknown }
> {
  override state: { readonly failure?: unknown } = {}

  static override getDerivedStateFromError(failure: unknown) {
    return { failure }
  }

  override render() {
    const { failure } = this.state
    if (failure === undefined) return this.props.children
    return (
      <Problem error={shownError(failure)} retry={() => this.setState({ failure: undefined })} />
    )
  }
}
