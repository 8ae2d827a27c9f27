import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Its NuGet package holds the native library for each system. */
const VERSION = '4.6.0'
const LIBRARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64/native/lib_lightgbm.so',
  'darwin-x64': 'osx-x64/native/lib_lightgbm.dylib',
}

/** A registry that does not answer by then is as good as away. */
const RESTORE_MILLISECONDS = 120_000

const PROJECT_FILE = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="LightGBM" Version="${VERSION}" /></ItemGroup>
</Project>
`

/** LightGBM's native library, or why it is not to be had. */
export type NativeLibrary = { readonly file: string } | { readonly missing: string }

/** Has `dotnet restore` fetch LightGBM's NuGet package into a folder. */
export async function fetchLightgbm(folder: string, signal: AbortSignal): Promise<NativeLibrary> {
  const library = LIBRARIES[`${process.platform}-${process.arch}`]
  if (library === undefined) return { missing: `none for ${process.platform}-${process.arch}` }
  await mkdir(folder, { recursive: true })
  // a project of the package's own name would depend on itself
  const project = join(folder, 'peer.csproj')
  await writeFile(project, PROJECT_FILE)
  const packages = join(folder, 'packages')
  try {
    await run('dotnet', ['restore', '--packages', packages, project], {
      signal,
      timeout: RESTORE_MILLISECONDS,
      env: { ...process.env, DOTNET_CLI_HOME: folder, DOTNET_CLI_TELEMETRY_OPTOUT: '1' },
    })
  } catch (error) {
    signal.throwIfAborted()
    return { missing: `dotnet restore: ${reasonOf(error)}` }
  }
  const file = join(packages, 'lightgbm', VERSION, 'runtimes', library)
  return existsSync(file) ? { file } : { missing: `the package has no ${library}` }
}

/** What dotnet itself says stands in its output. */
function reasonOf(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
  const said = output.split('\n').find(line => line.includes('error'))
  return (said ?? (error instanceof Error ? error.message : String(error))).trim()
}
