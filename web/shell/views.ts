import type { ComponentType } from 'preact'
import { DataView } from '../data/dataView.tsx'
import { FeaturesView } from '../features/featuresView.tsx'
import { ModelsView } from '../models/modelsView.tsx'
import { PipelinesView } from '../pipelines/pipelinesView.tsx'
import { PredictView } from '../predict/predictView.tsx'
import { ReferenceView } from '../reference/referenceView.tsx'
import { StudiesView } from '../studies/studiesView.tsx'

export interface ViewProps {
  /** What follows the view's name in the address. */
  readonly rest: readonly string[]
}

export interface View {
  readonly name: string
  readonly title: string
  readonly component: ComponentType<ViewProps>
}

const PIPELINES: View = { name: 'pipelines', title: 'Pipelines', component: PipelinesView }

/** The views, as they stand in the navigation. */
export const VIEWS: readonly View[] = [
  PIPELINES,
  { name: 'data', title: 'Data', component: DataView },
  { name: 'features', title: 'Features', component: FeaturesView },
  { name: 'studies', title: 'Studies', component: StudiesView },
  { name: 'models', title: 'Models', component: ModelsView },
  { name: 'predict', title: 'Predict', component: PredictView },
  { name: 'api', title: 'API', component: ReferenceView },
]

/** The view of a name; of an unknown one the first. */
export function viewNamed(name: string): View {
  return VIEWS.find(view => view.name === name) ?? PIPELINES
}
