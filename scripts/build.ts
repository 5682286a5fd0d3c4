import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleCommand } from './bundle.ts'

/**
 * Makes dist/ of src/: the modules, for those who embed the gateway, and over main.js the command in a bundle, which
 * starts in a third of the time. The schema's files stay where they are: dist/ reads them from ../schema/ as src/ does.
 */
const root = new URL('../', import.meta.url)
rmSync(new URL('dist/', root), { recursive: true, force: true })
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
execFileSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
await bundleCommand(root)
chmodSync(new URL('dist/main.js', root), 0o755)
