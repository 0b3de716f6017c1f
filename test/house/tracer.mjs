/** Records the functions of a folder that the main thread runs after a `debugger` statement. A worker, because the inspector pauses the main thread. */
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

const folder = pathToFileURL(workerData).href;
const session = new Session();
/** @type {Map<string, string>} */
const urls = new Map();
/** @type {Set<string>} */
const stacks = new Set();
let isTracing = false;

session.connectToMainThread();
session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
session.on("Debugger.paused", ({ params }) => {
  const stack = stackOf(params.callFrames);
  // The handler's `debugger` statement is outside of the folder; every other pause is one of the breakpoints.
  if (!urls.get(params.callFrames[0]?.location.scriptId ?? "")?.startsWith(folder)) isTracing = true;
  else if (isTracing) stacks.add(JSON.stringify(stack));
  session.post("Debugger.resume");
});
setBreakpoints().then(() => parentPort?.postMessage("ready"));
parentPort?.once("message", () => {
  session.disconnect();
  parentPort?.postMessage([...stacks].map((stack) => JSON.parse(stack)));
});

/** Sets a breakpoint at every location of the folder's scripts. */
async function setBreakpoints() {
  await session.post("Debugger.enable");
  for (const [scriptId, url] of urls) {
    if (!url.startsWith(folder)) continue;
    const start = { scriptId, lineNumber: 0, columnNumber: 0 };
    const { locations } = await session.post("Debugger.getPossibleBreakpoints", { start });
    await Promise.all(locations.map((location) => session.post("Debugger.setBreakpoint", { location })));
  }
}

/**
 * Returns the frames in the folder as `file function`, outermost first.
 *
 * @param {import("node:inspector").Debugger.CallFrame[]} frames
 */
function stackOf(frames) {
  return frames
    .map(({ location, functionName }) => ({ url: urls.get(location.scriptId) ?? "", functionName }))
    .filter(({ url }) => url.startsWith(folder))
    .map(({ url, functionName }) => `${url.slice(folder.length)} ${functionName}`)
    .reverse();
}
