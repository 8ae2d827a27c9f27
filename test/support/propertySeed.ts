import fc from 'fast-check'

/**
 * Every run of the tests looks at the same cases, so that a change is judged by what it changes. `PROPERTY_SEED=2` looks at
 * others.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? '1') })
