import { render } from 'preact'
import { App } from './shell/app.tsx'
import { applyTheme } from './shell/theme.ts'
import './style/tokens.css'
import './style/base.css'
import './style/components.css'
import './style/plots.css'
import './style/views.css'

const place = document.querySelector('#app')
if (place === null) throw new Error('index.html has no #app')
applyTheme()
render(<App />, place)
