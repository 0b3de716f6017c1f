import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs a program in a process that cannot resolve a package, as on a machine where it is not installed.
 *
 * @param program body of an async function; throws the error to return
 * @returns code and message of the error
 */
export async function errorWithoutPackage(name: string, program: string): Promise<{ code?: string; message: string }> {
  const hooks = `export const resolve = (specifier, context, next) => next(
    specifier,
    specifier === ${JSON.stringify(name)} ? { ...context, parentURL: "file:///nowhere/index.js" } : context,
  );`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(toDataUrl(hooks))});`;
  const main = `
    const run = async () => { ${program} };
    const { code, message } = await run().then(() => ({ message: "no error" }), (error) => error);
    console.log(JSON.stringify({ code, message }));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=errata-source",
    "--import=tsx",
    `--import=${toDataUrl(register)}`,
    "--input-type=module",
    "--eval",
    main,
  ]);
  return JSON.parse(stdout);
}

function toDataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
